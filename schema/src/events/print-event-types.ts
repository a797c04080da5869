import { type DataSchema, type DataType, type EventContracts, eventsOf } from './event-contracts.ts';

/** Prints the TypeScript types of the events of some services, for a consumer of them. */
export function printEventTypes(all: readonly EventContracts[]): string {
  const header = '// Made by `npm run codegen` from schema/events. Do not edit.\n';
  return [header, ...all.map(printService)].join('\n');
}

function printService(contracts: EventContracts): string {
  const { service, definitions } = contracts;
  const events = eventsOf(contracts).map(
    ([name, schema]) =>
      `${printDoc(schema, '  ')}  readonly '${service}.${name}': ${printType(schema, service)};\n`,
  );
  const isData = ([name]: readonly [string, DataSchema]) => !/\.v\d+$/.test(name);
  const data = [...definitions].filter(isData).map(([name, schema]) => {
    const doc = printDoc(schema, '');
    const type = nameOf(service, name);
    return schema.types.includes('object') && schema.types.length === 1
      ? `${doc}export interface ${type} {\n${printFields(schema, service, '  ')}}\n`
      : `${doc}export type ${type} = ${printType(schema, service)};\n`;
  });
  const map = `/** Data of the events of ${service}, by type. */\nexport interface ${nameOf(service, 'events')} {\n${events.join('')}}\n`;
  return [map, ...data].join('\n');
}

/** Returns `OrdersStockLevel` for `stock-level` of `orders`. */
function nameOf(service: string, name: string): string {
  const words = [service, name].flatMap((each) => each.split(/[^A-Za-z\d]+/));
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function printFields({ properties, required }: DataSchema, service: string, indent: string): string {
  return [...properties]
    .map(
      ([name, schema]) =>
        `${printDoc(schema, indent)}${indent}readonly ${name}${required.has(name) ? '' : '?'}: ${printType(schema, service)};\n`,
    )
    .join('');
}

function printType(schema: DataSchema, service: string): string {
  if (schema.ref !== undefined) return nameOf(service, schema.ref);
  return schema.types.map((type) => printOne(type, schema, service)).join(' | ');
}

function printOne(type: DataType, schema: DataSchema, service: string): string {
  switch (type) {
    case 'object':
      return `{ ${printFields({ ...schema, properties: withoutDocs(schema) }, service, '').replaceAll('\n', ' ')}}`;
    case 'array':
      return `readonly (${schema.items === undefined ? 'unknown' : printType(schema.items, service)})[]`;
    case 'string':
      return (
        schema.values?.map((value) => JSON.stringify(value).replaceAll('"', "'")).join(' | ') ?? 'string'
      );
    case 'integer':
      return 'number';
    case 'number':
    case 'boolean':
    case 'null':
      return type;
    default:
      return type satisfies never;
  }
}

function withoutDocs({ properties }: DataSchema): DataSchema['properties'] {
  const plain = [...properties].map(
    ([name, schema]) => [name, { ...schema, description: undefined }] as const,
  );
  return new Map(plain);
}

function printDoc({ description, deprecated }: DataSchema, indent: string): string {
  if (description === undefined) return '';
  return `${indent}/** ${description}${deprecated === true ? ' Deprecated.' : ''} */\n`;
}
