import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import { createEntity, isEntityType, type WorldObject } from './entities.ts';
import { hash } from './hash.ts';

/** Returns the value of a type, derived from a seed. One in eight nullable values is null. */
export function growValue(type: GraphQLOutputType, seed: string, schema: GraphQLSchema): unknown {
  if (isNonNullType(type)) return growPresentValue(type.ofType, seed, schema);
  return hash(`${seed}?`) % 8 === 0 ? null : growPresentValue(type, seed, schema);
}

function growPresentValue(type: GraphQLOutputType, seed: string, schema: GraphQLSchema): unknown {
  const bits = hash(seed);
  if (isNonNullType(type)) throw new Error('A non-null type does not wrap another');
  if (isListType(type)) {
    return Array.from({ length: bits % 4 }, (_, index) => growValue(type.ofType, `${seed}/${index}`, schema));
  }
  if (isScalarType(type)) return growScalar(type.name, bits);
  if (isEnumType(type)) return pickByName(type.getValues(), bits).name;
  if (type.name === 'Media') return createEntity('Media', bits, !isAbstractType(type));
  const { name } = isAbstractType(type) ? pickByName(schema.getPossibleTypes(type), bits) : type;
  return growObject(name, hash(`${seed}~`), seed);
}

function growObject(typeName: string, bits: number, seed: string): WorldObject {
  return isEntityType(typeName) ? createEntity(typeName, bits, false) : { __typename: typeName, seed };
}

function growScalar(typeName: string, bits: number): unknown {
  switch (typeName) {
    case 'Int':
      return bits % 100;
    case 'Float':
      return (bits % 1_000) / 8;
    case 'Boolean':
      return bits % 2 === 0;
    case 'Date':
      return `2024-01-${10 + (bits % 20)}`;
    case 'JSON':
      return { number: bits % 10, list: [null, { deep: bits % 3 }] };
    default:
      return `text ${bits % 1_000}`;
  }
}

/** Picks by name, since subgraphs may list values and types in another order than the supergraph. */
function pickByName<Named extends { readonly name: string }>(
  candidates: readonly Named[],
  bits: number,
): Named {
  const sorted = candidates.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const picked = sorted[bits % sorted.length];
  if (picked === undefined) throw new Error('A type has at least one value or member, got none');
  return picked;
}
