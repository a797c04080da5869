import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import {
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import type { PublishedOperation, PublishedVariable } from '../published/published-operation.ts';

/** Returns the method of an operation: GET for a query whose variables fit in a query string, otherwise POST. */
export function methodOf({ kind, variables }: PublishedOperation): 'GET' | 'POST' {
  return kind === 'query' && variables.every(({ type }) => fitsSearch(type)) ? 'GET' : 'POST';
}

/** Returns true for scalars, enums, and lists of them. */
function fitsSearch(type: GraphQLInputType): boolean {
  const inner = getNullableType(type);
  const item = isListType(inner) ? getNullableType(inner.ofType) : inner;
  return !isListType(item) && !isInputObjectType(item);
}

/**
 * Reads the variables of a query string. A list is a repeated name, an empty value of a nullable variable is null. Throws
 * RefusedError for a name that is repeated and no list, and for a number or boolean that is malformed.
 */
export function readArguments(
  { variables }: PublishedOperation,
  search: string,
): Readonly<Record<string, unknown>> {
  const parameters = new URLSearchParams(search);
  const types = new Map(variables.map((variable) => [variable.name, variable]));
  const read = [...new Set(parameters.keys())].map((name) => {
    const values = parameters.getAll(name);
    const variable = types.get(name);
    return [name, variable === undefined ? values[0] : readValues(variable, values)] as const;
  });
  return Object.fromEntries(read);
}

function readValues({ name, type }: PublishedVariable, values: readonly string[]): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return values.map((value) => readScalar(name, inner.ofType, value));
  const [value = '', second] = values;
  if (second !== undefined) throw wrong(name, 'must be given once');
  if (value === '' && !isNonNullType(type)) return null;
  return readScalar(name, type, value);
}

function readScalar(name: string, type: GraphQLInputType, value: string): unknown {
  const scalar = getNullableType(type);
  const kind = isScalarType(scalar) ? scalar.name : 'String';
  switch (kind) {
    case 'Int':
    case 'Float':
    case 'SafeInt':
      if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
      throw wrong(name, 'must be a number');
    case 'Boolean':
      if (value === 'true' || value === 'false') return value === 'true';
      throw wrong(name, 'must be true or false');
    default:
      return value;
  }
}

function wrong(name: string, rule: string): RefusedError {
  return new RefusedError({
    code: 'BAD_USER_INPUT',
    message: `The parameter ${JSON.stringify(name)} ${rule}.`,
  });
}
