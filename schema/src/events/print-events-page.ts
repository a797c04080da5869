import { type DataSchema, type EventContracts, eventsOf, resolve } from './event-contracts.ts';

/** Prints the page of all events for readers, as Markdown. */
export function printEventsPage(
  all: readonly EventContracts[],
  consumersOf: (service: string) => readonly string[],
): string {
  return [
    '<!-- Made by `npm run codegen` from schema/events. Do not edit. -->\n',
    '# Event contracts\n',
    `Each event is a [CloudEvent](https://cloudevents.io/) in JSON. \`data\` has the fields below. [events.md](events.md) explains how to
consume events, and [asyncapi.json](../schema/events/generated/asyncapi.json) has the same contracts as an AsyncAPI 3 document.\n`,
    ...all.map((contracts) => printService(contracts, consumersOf(contracts.service))),
  ].join('\n');
}

function printService(contracts: EventContracts, consumers: readonly string[]): string {
  const { service } = contracts;
  const groups = Map.groupBy(eventsOf(contracts), ([, { ref }]) => ref ?? '');
  const readers = consumers.length === 0 ? 'no other subgraph' : consumers.join(', ');
  return [
    `## ${service}\n`,
    `Consumed by ${readers}.\n`,
    ...[...groups].map(([ref, events]) => {
      const rows = events.map(
        ([name, { description, deprecated }]) =>
          `| \`${service}.${name}\` | ${description}${deprecated === true ? ' Deprecated.' : ''} |\n`,
      );
      const about = contracts.definitions.get(ref)?.description;
      const [, schema] = events[0] ?? [];
      const fields = schema === undefined ? [] : fieldsOf(schema, contracts, '');
      return [
        `| event | when |\n|---|---|\n${rows.join('')}`,
        about === undefined ? '' : `${about}\n`,
        `| field | type | meaning |\n|---|---|---|\n${fields.join('')}`,
      ].join('\n');
    }),
  ].join('\n');
}

function fieldsOf(schema: DataSchema, contracts: EventContracts, prefix: string): readonly string[] {
  const { properties, required } = resolve(schema, contracts);
  return [...properties].flatMap(([name, field]) => {
    const resolved = resolve(field, contracts);
    const path = `${prefix}${name}`;
    const type = `${typeOf(resolved)}${required.has(name) ? '' : ', may be absent'}`;
    const about = field.description ?? resolved.description ?? '';
    return [`| \`${path}\` | ${type} | ${about} |\n`, ...fieldsOf(resolved, contracts, `${path}.`)];
  });
}

function typeOf({ types, format, values }: DataSchema): string {
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(', ');
  return [types.join(' or '), format].filter(Boolean).join(', ');
}
