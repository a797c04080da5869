import { GraphQLError, type GraphQLFieldResolver } from 'graphql';
import { keyOf, type WorldObject } from './entities.ts';
import { fieldSeed } from './field-seed.ts';
import { growValue } from './grow-value.ts';
import { hash } from './hash.ts';
import { readRequiredValues } from './required-values.ts';

/**
 * Caller of the resolver: a subgraph, which knows external fields only from the representation, or an oracle,
 * which knows all fields.
 */
export interface Asker {
  readonly isWhole: boolean;
}

/** Fields that fail for a share of the objects. None of them is a key or required by another subgraph. */
const FAILING_FIELDS = new Set([
  'parts',
  'isbn',
  'address',
  'text',
  'stars',
  'friends',
  'born',
  'stock',
  'place',
]);

/**
 * Resolves every field of every subgraph as a pure function of the object's identity, the field and its
 * arguments. So two executions of one operation see the same data, whatever they fetch from which subgraph
 * and in which order.
 */
export const resolveWorldField: GraphQLFieldResolver<WorldObject | undefined, Asker> = (
  source,
  args,
  asker,
  info,
) => {
  const { fieldName, parentType, returnType, schema } = info;
  if (source !== undefined && Object.hasOwn(source, fieldName)) return source[fieldName];
  const key = source === undefined ? undefined : keyOf(source, fieldName);
  if (key !== undefined) return key;
  const required = readRequiredValues(fieldName, source ?? {}, asker.isWhole ? info : undefined);
  const seed = fieldSeed(source ?? parentType.name, fieldName, args, required);
  if (FAILING_FIELDS.has(fieldName) && hash(`${seed}!`) % 6 === 0) throw failure(fieldName);
  return growValue(returnType, seed, schema);
};

function failure(fieldName: string): GraphQLError {
  const extensions = fieldName === 'born' ? {} : { code: `NO_${fieldName.toUpperCase()}` };
  return new GraphQLError(`No ${fieldName}`, { extensions });
}
