import type { Resolvers } from '@supergraph/service-kit/subgraph/subgraph-schema.ts';
import {
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { readDirectiveArguments } from '../directive-arguments.ts';
import { createMockStream } from './mock-stream.ts';
import { chooseValue, computeValue, type MockValues } from './mock-values.ts';

type Values = Readonly<Record<string, unknown>>;

/** Object that a mock returns: its known fields, and what its other fields are computed from. */
interface MockObject extends Values {
  readonly [origin]: Origin;
}

/** Everything that the fields of an object are computed from. */
interface Origin {
  /** Equal seeds give equal values. That of an entity is its key. */
  readonly seed: string;
  /** Lengths of lists by field, where a list size of the parent decides. */
  readonly lengths: ReadonlyMap<string, number>;
  /** Arguments of the fields on the way from the last entity, whose names give keys: `order(id:)`. */
  readonly given: Values;
}

const origin: unique symbol = Symbol('origin');

/** Length of a list whose size the schema does not say, and longest list. */
const [usualLength, maxLength] = [3, 10];

/**
 * Creates resolvers for every field of a subgraph. Each value depends on its place only: on the key of the entity, the
 * field and its arguments. So an entity has the same values wherever it is reached, and after a restart too.
 */
export function createMockResolvers(schema: GraphQLSchema, values: MockValues): Resolvers {
  const subscription = schema.getSubscriptionType();
  const own = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('_'));
  return Object.fromEntries(
    own.map((type) => {
      const fields = Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));
      const resolvers = fields.map((field) => {
        const resolve = createResolver({ schema, values }, type, field);
        return [field.name, type === subscription ? { subscribe: createMockStream, resolve } : resolve];
      });
      const reference = { __resolveReference: (representation: Values) => refer(type, representation) };
      return [type.name, { ...Object.fromEntries(resolvers), ...(keysOf(type).length > 0 && reference) }];
    }),
  );
}

interface Mock {
  readonly schema: GraphQLSchema;
  readonly values: MockValues;
}

function createResolver(mock: Mock, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) {
  const sizes = readListSize(field);
  return (parent: unknown, args: Values): unknown => {
    const known: unknown = Reflect.get(Object(parent), field.name);
    if (known !== undefined) return known;
    const { seed, lengths, given } = originOf(parent);
    const others = Object.entries(args).filter(([name]) => !sizes.slicing.includes(name));
    const length = lengthOf(sizes, args);
    return createValue(mock, field.type, {
      coordinate: `${type.name}.${field.name}`,
      field: field.name,
      seed: `${seed}.${field.name}${others.length === 0 ? '' : JSON.stringify(Object.fromEntries(others))}`,
      length: lengths.get(field.name) ?? length,
      lengths: new Map(sizes.sized.map((name) => [name, length])),
      given: { ...given, ...args, ...Object(args.input) },
    });
  };
}

/** Place of a value in an answer. */
interface Place extends Origin {
  readonly coordinate: string;
  readonly field: string;
  readonly length: number;
}

function createValue(mock: Mock, type: GraphQLOutputType, place: Place): unknown {
  if (isNonNullType(type)) return createValue(mock, type.ofType, place);
  if (isListType(type)) {
    return Array.from({ length: place.length }, (_, at) =>
      createValue(mock, type.ofType, { ...place, seed: `${place.seed}[${at}]` }),
    );
  }
  const { coordinate, field, seed } = place;
  const chosen = chooseValue(mock.values, [coordinate, type.name], seed);
  if (isLeafType(type)) return chosen ?? computeValue(type, field, seed);
  return createObject(mock, concreteType(mock, type, chosen), place);
}

/** Returns the chosen type of a union or an interface, or its first one. */
function concreteType({ schema }: Mock, type: GraphQLNamedOutputType, chosen: unknown): GraphQLObjectType {
  if (isObjectType(type)) return type;
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const found = possible.find(({ name }) => name === chosen) ?? possible[0];
  if (found === undefined) throw new Error(`No type of the subgraph is a ${type.name}.`);
  return found;
}

/** Creates an object. The key of an entity comes from arguments of the same names, or is computed. */
function createObject(mock: Mock, type: GraphQLObjectType, place: Place): MockObject {
  const { seed, lengths, given } = place;
  const keys = keysOf(type)[0] ?? [];
  if (keys.length === 0) return { __typename: type.name, [origin]: { seed, lengths, given } };
  const fields = type.getFields();
  const identity = keys.map((name) => {
    const own = { ...place, coordinate: `${type.name}.${name}`, field: name, seed: `${seed}.${name}` };
    const field = fields[name];
    return [name, given[name] ?? (field && createValue(mock, field.type, own))] as const;
  });
  return refer(type, Object.fromEntries(identity));
}

/** Returns the object for a representation of an entity. Its seed is the first key that the representation has. */
function refer(type: GraphQLObjectType, representation: Values): MockObject {
  const keys = keysOf(type).find((names) => names.every((name) => representation[name] !== undefined));
  const identity = keys?.map((name) => representation[name]) ?? representation;
  const seed = `${type.name} ${JSON.stringify(identity)}`;
  return { __typename: type.name, ...representation, [origin]: { seed, lengths: new Map(), given: {} } };
}

/** Returns the origin of an object. A plain object of a representation is its own seed. */
function originOf(parent: unknown): Origin {
  const known: Origin | undefined = Reflect.get(Object(parent), origin);
  return known ?? { seed: JSON.stringify(parent) ?? '', lengths: new Map(), given: {} };
}

/** Returns the names of the fields of each flat `@key` of a type. */
function keysOf(type: GraphQLObjectType): readonly (readonly string[])[] {
  return directivesOf(type, 'key')
    .map((directive) => String(readDirectiveArguments(directive).fields))
    .filter((fields) => !fields.includes('{'))
    .map((fields) => fields.trim().split(/[\s,]+/));
}

interface ListSize {
  readonly slicing: readonly string[];
  readonly sized: readonly string[];
  readonly assumed: number;
}

/** Reads `@listSize` of a field. */
function readListSize(field: GraphQLField<unknown, unknown>): ListSize {
  const [directive] = directivesOf(field, 'listSize');
  const { slicingArguments, sizedFields, assumedSize } = directive ? readDirectiveArguments(directive) : {};
  return {
    slicing: namesOf(slicingArguments),
    sized: namesOf(sizedFields),
    assumed: typeof assumedSize === 'number' ? assumedSize : usualLength,
  };
}

function lengthOf({ slicing, assumed }: ListSize, args: Values): number {
  const asked = slicing.map((name) => args[name]).find((value) => typeof value === 'number');
  return Math.min(maxLength, Math.max(0, asked ?? assumed));
}

type Annotated = Pick<GraphQLObjectType | GraphQLField<unknown, unknown>, 'astNode'> & {
  readonly extensionASTNodes?: GraphQLObjectType['extensionASTNodes'];
};

function directivesOf({ astNode, extensionASTNodes = [] }: Annotated, name: string) {
  const nodes = [...(astNode ? [astNode] : []), ...extensionASTNodes];
  return nodes.flatMap(({ directives = [] }) => directives.filter((each) => each.name.value === name));
}

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
