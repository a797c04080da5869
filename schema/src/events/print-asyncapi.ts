import { type DataSchema, type EventContracts, eventsOf } from './event-contracts.ts';

/** Prints an AsyncAPI 3 document of all events, as JSON. */
export function printAsyncApi(all: readonly EventContracts[]): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Events between subgraphs',
      version: '1.0.0',
      description: 'Made by `npm run codegen` from schema/events. Do not edit.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(all.map((contracts) => [contracts.service, channelOf(contracts)])),
    operations: Object.fromEntries(
      all.map(({ service }) => [
        `${service}.emit`,
        { action: 'send', channel: { $ref: `#/channels/${service}` } },
      ]),
    ),
    components: {
      messages: Object.fromEntries(all.flatMap(messagesOf)),
      schemas: { cloudEvent, ...Object.fromEntries(all.flatMap(schemasOf)) },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Attributes that every event has. */
const cloudEvent = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', description: 'Unique for its source. An event that is published again keeps it.' },
    source: { type: 'string', description: 'Service that emitted the event.' },
    type: { type: 'string' },
    subject: { type: 'string', description: 'Id of the entity. Events of one subject are in order.' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    traceparent: { type: 'string', description: 'W3C trace context.' },
  },
};

function channelOf(contracts: EventContracts) {
  const { service, title } = contracts;
  const messages = eventsOf(contracts).map(([name]) => [
    name,
    { $ref: `#/components/messages/${service}.${name}` },
  ]);
  return { address: service, title, messages: Object.fromEntries(messages) };
}

function messagesOf(contracts: EventContracts) {
  const { service } = contracts;
  return eventsOf(contracts).map(([name, { description, deprecated }]) => {
    const type = `${service}.${name}`;
    const specific = {
      type: 'object',
      properties: {
        source: { const: `/${service}` },
        type: { const: type },
        data: { $ref: `#/components/schemas/${type}` },
      },
    };
    const message = {
      ...{ name: type, summary: description, contentType: 'application/cloudevents+json' },
      ...(deprecated === true && { tags: [{ name: 'deprecated' }] }),
      payload: { allOf: [{ $ref: '#/components/schemas/cloudEvent' }, specific] },
    };
    return [type, message] as const;
  });
}

function schemasOf({ service, definitions }: EventContracts) {
  return [...definitions].map(
    ([name, schema]) => [`${service}.${name}`, toJsonSchema(schema, service)] as const,
  );
}

/** Returns a schema as JSON Schema, with references to the schemas of an AsyncAPI document. */
function toJsonSchema(schema: DataSchema, service: string): Readonly<Record<string, unknown>> {
  const { description, deprecated, ref, types, format, values, items, properties, required } = schema;
  const fields = [...properties].map(([name, field]) => [name, toJsonSchema(field, service)]);
  return {
    ...(description !== undefined && { description }),
    ...(deprecated === true && { deprecated }),
    ...(ref !== undefined && { $ref: `#/components/schemas/${service}.${ref}` }),
    ...(types.length > 0 && { type: types.length === 1 ? types[0] : types }),
    ...(format !== undefined && { format }),
    ...(values !== undefined && { enum: values }),
    ...(items !== undefined && { items: toJsonSchema(items, service) }),
    ...(required.size > 0 && { required: [...required] }),
    ...(fields.length > 0 && { properties: Object.fromEntries(fields) }),
  };
}
