import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  type GraphQLEnumType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** Values to choose from, by the name of a type (`Currency`) or the coordinate of a field (`User.id`). */
export type MockValues = ReadonlyMap<string, readonly unknown[]>;

/**
 * Reads `mock-values.json` of a subgraph: lists of values by type or field. Returns an empty map if there is no such file.
 * Throws an Error that names each entry that is not a list, or that the schema does not have.
 */
export function readMockValues(file: URL, schema: GraphQLSchema): MockValues {
  if (!existsSync(file)) return new Map();
  const entries = Object.entries(readObject(file));
  const wrong = entries.flatMap(([key, values]) => {
    if (!isKnown(key, schema)) return [`"${key}" is neither a type nor a field with values`];
    return Array.isArray(values) && values.length > 0 ? [] : [`"${key}" must be a list of values`];
  });
  if (wrong.length > 0) throw new Error(`mock-values.json: ${wrong.join('; ')}`);
  return new Map(entries.map(([key, values]) => [key, Array.isArray(values) ? values : []]));
}

/** Returns one of the values, or undefined if there are no values for any of the keys. The first key with values counts. */
export function chooseValue(values: MockValues, keys: readonly string[], seed: string): unknown {
  const found = keys.flatMap((key) => [values.get(key) ?? []].filter(({ length }) => length > 0))[0];
  return found?.[numberOf(seed, found.length)];
}

/** Computes a value of a scalar or an enum. `field` names the field that it is for. */
export function computeValue(type: GraphQLLeafType, field: string, seed: string): unknown {
  if (isEnumType(type)) return chooseEnumValue(type, seed);
  switch (type.name) {
    case 'Int':
      return numberOf(seed, 100);
    case 'Float':
      return numberOf(seed, 10_000) / 100;
    case 'Boolean':
      return !isEndOfPage(field) && numberOf(seed, 2) === 1;
    case 'ID':
      return uuidOf(seed);
    case 'String':
      return `${inWords(field)} ${numberOf(seed, 1_000)}`;
    default:
      return computeCustomValue(type.name, type.description ?? '', seed);
  }
}

/** Returns a whole number below a limit that depends on the seed only. */
export function numberOf(seed: string, limit: number): number {
  return createHash('sha256').update(seed).digest().readUInt32BE() % limit;
}

function chooseEnumValue(type: GraphQLEnumType, seed: string): string | undefined {
  const names = type.getValues().map(({ name }) => name);
  return names[numberOf(seed, names.length)];
}

/** Returns the first example in the description of a custom scalar (in backticks), or a value that its name suggests. */
function computeCustomValue(name: string, description: string, seed: string): unknown {
  if (/int|number|long/i.test(name)) return numberOf(seed, 10_000);
  const [, example] = /`([^`]+)`/.exec(description) ?? [];
  return example ?? `${inWords(name)} ${numberOf(seed, 1_000)}`;
}

/** Returns whether a field of Relay's PageInfo would make clients ask for further pages for ever. */
function isEndOfPage(field: string): boolean {
  return field === 'hasNextPage' || field === 'hasPreviousPage';
}

/** Returns a UUID (RFC 9562, version 8), which services accept that check the form of ids. */
function uuidOf(seed: string): string {
  const digits = createHash('sha256').update(seed).digest('hex');
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
  ];
  return [...parts, digits.slice(20, 32)].join('-');
}

/** Returns a name of the schema as text: `displayName` as `Display name`. */
function inWords(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function readObject(file: URL): Readonly<Record<string, unknown>> {
  const content = parseJson(readFileSync(file, 'utf8'));
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
  throw new Error('mock-values.json: it must be an object with lists of values');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`mock-values.json: ${problem}`, { cause });
  }
}

function isKnown(key: string, schema: GraphQLSchema): boolean {
  const [typeName = '', field] = key.split('.');
  const type = schema.getType(typeName);
  if (field === undefined) return isLeafType(type) || isUnionType(type) || isInterfaceType(type);
  return isObjectType(type) && type.getFields()[field] !== undefined;
}
