import { existsSync, readFileSync } from 'node:fs';
import { readRegistry, repositoryFile } from '../registry.ts';

/** Contracts of the events that one service emits: `schema/events/<service>.json`. */
export interface EventContracts {
  readonly service: string;
  readonly title: string;
  /** All definitions by name. Those with a version, such as `order-paid.v1`, are events. */
  readonly definitions: ReadonlyMap<string, DataSchema>;
}

/** The part of JSON Schema (2020-12) that contracts use. */
export interface DataSchema {
  readonly description?: string | undefined;
  /** True if the event will be removed. */
  readonly deprecated?: boolean | undefined;
  /** Name of another definition. All other members are then undefined, except those above. */
  readonly ref?: string | undefined;
  readonly types: readonly DataType[];
  readonly format?: string | undefined;
  /** Possible values of a text. */
  readonly values?: readonly string[] | undefined;
  readonly items?: DataSchema | undefined;
  readonly properties: ReadonlyMap<string, DataSchema>;
  readonly required: ReadonlySet<string>;
}

const dataTypes = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'] as const;
export type DataType = (typeof dataTypes)[number];

/** Returns the path of the contracts of a service. */
export function contractsPath(service: string): string {
  return `schema/events/${service}.json`;
}

/** Reads the contracts of all registered subgraphs that emit events. */
export function readAllContracts(): readonly EventContracts[] {
  return readRegistry().flatMap(({ name }) => {
    const file = repositoryFile(contractsPath(name));
    return existsSync(file) ? [parseContracts(name, readFileSync(file, 'utf8'))] : [];
  });
}

/** Parses contracts. Throws an Error that names the place for anything that the checks of changes do not understand. */
export function parseContracts(service: string, text: string): EventContracts {
  const { $schema: _, title, $defs, ...rest } = readObject(JSON.parse(text), contractsPath(service));
  refuseOthers(rest, contractsPath(service));
  if (typeof title !== 'string') throw new Error(`${contractsPath(service)}: the title must be a text`);
  const entries = Object.entries(readObject($defs, `${contractsPath(service)}: $defs`));
  const definitions = new Map(
    entries.map(([name, schema]) => [name, parseSchema(schema, `${contractsPath(service)}: ${name}`)]),
  );
  for (const [name, schema] of definitions) checkReferences(name, schema, definitions, service);
  for (const [name, { description }] of definitions)
    if (description === undefined) throw new Error(`${contractsPath(service)}: ${name} needs a description`);
  return { service, title, definitions };
}

/** Returns the events among the definitions, by their name with version. */
export function eventsOf({ definitions }: EventContracts): readonly (readonly [string, DataSchema])[] {
  return [...definitions].filter(([name]) => isEventName(name));
}

/** Returns a schema without its reference to another definition. */
export function resolve(schema: DataSchema, { definitions }: EventContracts): DataSchema {
  if (schema.ref === undefined) return schema;
  const found = definitions.get(schema.ref);
  if (found === undefined) throw new Error(`there is no definition ${schema.ref}`);
  return resolve(found, { service: '', title: '', definitions });
}

function isEventName(name: string): boolean {
  return /^[a-z][a-z\d-]*\.v[1-9]\d{0,3}$/.test(name);
}

function parseSchema(value: unknown, place: string): DataSchema {
  const {
    description,
    deprecated,
    $ref,
    type,
    format,
    enum: values,
    items,
    properties,
    required,
    ...rest
  } = readObject(value, place);
  refuseOthers(rest, place);
  const named = { description: readText(description, place), deprecated: deprecated === true };
  if ($ref !== undefined) {
    const ref = /^#\/\$defs\/([\w.-]+)$/.exec(String($ref))?.[1];
    if (ref === undefined || type !== undefined)
      throw new Error(`${place}: $ref must be "#/$defs/…", without a type beside it`);
    return { ...named, ref, types: [], properties: new Map(), required: new Set() };
  }
  const fields = Object.entries(readObject(properties ?? {}, place));
  return {
    ...named,
    types: readTypes(type, place),
    format: readText(format, place),
    values: values === undefined ? undefined : readTexts(values, place),
    items: items === undefined ? undefined : parseSchema(items, `${place}[]`),
    properties: new Map(fields.map(([name, schema]) => [name, parseSchema(schema, `${place}.${name}`)])),
    required: new Set(readTexts(required ?? [], place)),
  };
}

function checkReferences(
  place: string,
  schema: DataSchema,
  definitions: EventContracts['definitions'],
  service: string,
): void {
  const { ref, items, properties } = schema;
  if (ref !== undefined && (!definitions.has(ref) || isEventName(ref)))
    throw new Error(`${contractsPath(service)}: ${place} refers to ${ref}, which is no definition of data`);
  if (items !== undefined) checkReferences(place, items, definitions, service);
  for (const [name, field] of properties) checkReferences(`${place}.${name}`, field, definitions, service);
}

function readObject(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(`${place} must be an object`);
}

function readTypes(value: unknown, place: string): readonly DataType[] {
  const names = Array.isArray(value) ? value : [value];
  const types = dataTypes.filter((type) => names.includes(type));
  if (types.length === names.length && types.length > 0) return types;
  throw new Error(`${place}: type must be some of ${dataTypes.join(', ')}`);
}

function readText(value: unknown, place: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new Error(`${place}: ${JSON.stringify(value)} must be a text`);
}

function readTexts(value: unknown, place: string): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new Error(`${place}: ${JSON.stringify(value)} must be a list of texts`);
}

function refuseOthers(rest: Readonly<Record<string, unknown>>, place: string): void {
  const [other] = Object.keys(rest);
  if (other !== undefined) throw new Error(`${place}: "${other}" is not supported in a contract`);
}
