import { buildSchema, graphql } from 'graphql';
import { createRandom, type Random } from '../differential/random.ts';

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@external", "@shareable", "@context", "@fromContext"]
)`;

interface Item {
  readonly __typename: 'A' | 'B' | 'P';
  readonly id: string;
  readonly mark: number | null;
  readonly other: number | null;
  readonly info: { readonly code: string | null; readonly size: number } | null;
  readonly kids: readonly (string | null)[];
  readonly ref: string | null;
  readonly leaf: string | null;
  readonly leaves: readonly (readonly string[] | null)[];
}

const items = growItems(createRandom(5));
const item = (id: string | null) => items.find((each) => each.id === id) ?? null;
const leafOf = (id: string | null) => (id === null ? null : { id });

function growItems(random: Random): readonly Item[] {
  const id = (): string => String(random.below(9));
  const list = <Element>(make: () => Element): Element[] => Array.from({ length: random.below(3) + 1 }, make);
  const orNull = <Value>(value: Value): Value | null => (random.chance(0.15) ? null : value);
  return Array.from({ length: 9 }, (_, index) => ({
    __typename: random.pick(['A', 'B', 'P']),
    id: String(index),
    mark: orNull(random.below(4)),
    other: orNull(random.below(4) + 10),
    info: orNull({ code: orNull(random.pick(['x', 'y'])), size: random.below(3) }),
    kids: list(() => orNull(id())),
    ref: orNull(id()),
    leaf: orNull(id()),
    leaves: list(() => orNull(list(id))),
  }));
}

const nodeFields = 'kids: [Node] ref: Node leaf: Leaf leaves: [[Leaf!]]';

/** Subgraphs of nested objects, some of which set the context of the objects inside them. */
export const definitions = {
  nodes: {
    typeDefs: `${LINK}
      type Query @context(name: "root") { zone: String top: [A] any: A }
      interface Node { id: ID! ${nodeFields} }
      type A implements Node @key(fields: "id") @context(name: "near") { id: ID! mark: Int info: Info ${nodeFields} }
      type B implements Node @key(fields: "id") @context(name: "near") { id: ID! other: Int info: Info ${nodeFields} }
      type P implements Node @key(fields: "id") { id: ID! ${nodeFields} }
      type Info { code: String size: Int }
      type Leaf @key(fields: "id") {
        id: ID!
        mark(mark: Int @fromContext(field: "$near ... on A { mark } ... on B { other }"), times: Int): String
        code(code: String @fromContext(field: "$near { info { code } }")): String
        size(size: Int @fromContext(field: "$near { info { size } }"), zone: String @fromContext(field: "$root { zone }")): String
        plain: String
      }
    `,
    resolvers: {
      Query: {
        zone: () => 'z',
        top: () => items.filter(({ __typename }) => __typename === 'A'),
        any: () => items.find(({ __typename }) => __typename === 'A'),
      },
      ...Object.fromEntries(
        ['A', 'B', 'P'].map((name) => [
          name,
          {
            __resolveReference: ({ id }: { readonly id: string }) => item(id),
            kids: ({ kids }: Item) => kids.map(item),
            ref: ({ ref }: Item) => item(ref),
            leaf: ({ leaf }: Item) => leafOf(leaf),
            leaves: ({ leaves }: Item) => leaves.map((row) => row?.map(leafOf)),
          },
        ]),
      ),
      Leaf: {
        __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
        mark: say,
        code: say,
        size: say,
        plain: ({ id }: { readonly id: string }) => `plain ${id}`,
      },
    },
  },
  links: {
    typeDefs: `${LINK}
      type A @key(fields: "id") { id: ID! far: [Leaf] }
      type B @key(fields: "id") { id: ID! far: [Leaf] }
      type Leaf @key(fields: "id") { id: ID! twin: Leaf }
    `,
    resolvers: {
      A: { __resolveReference: readFar },
      B: { __resolveReference: readFar },
      Leaf: {
        __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
        twin: ({ id }: { readonly id: string }) => ({ id: String((Number(id) + 1) % 9) }),
      },
    },
  },
};

function say({ id }: { readonly id: string }, args: object): string {
  return `${id} ${JSON.stringify(Object.fromEntries(Object.entries(args).sort()))}`;
}

function readFar({ id }: { readonly id: string }) {
  return { id, far: [leafOf(id), leafOf('3')] };
}

/** The same graph without federation: each object knows the object that sets its context. */
const wholeSchema = buildSchema(`
  type Query { top: [A] any: A }
  interface Node { id: ID! ${nodeFields} }
  type A implements Node { id: ID! mark: Int info: Info ${nodeFields} far: [Leaf] }
  type B implements Node { id: ID! other: Int info: Info ${nodeFields} far: [Leaf] }
  type P implements Node { id: ID! ${nodeFields} }
  type Info { code: String size: Int }
  type Leaf { id: ID! mark(times: Int): String code: String size: String plain: String twin: Leaf }
`);

function wholeNode(id: string | null, around: Item | undefined): unknown {
  const self = item(id);
  if (self === null) return null;
  const near = self.__typename === 'P' ? around : self;
  const leaf = (each: string | null) => (each === null ? null : wholeLeaf(each, near));
  return {
    ...self,
    kids: () => self.kids.map((kid) => wholeNode(kid, near)),
    ref: () => wholeNode(self.ref, near),
    leaf: () => leaf(self.leaf),
    leaves: () => self.leaves.map((row) => row?.map(leaf)),
    far: () => [leaf(self.id), leaf('3')],
  };
}

function wholeLeaf(id: string, near: Item | undefined): unknown {
  const sayWith = (args: object) => say({ id }, args);
  const info = near?.info ?? null;
  return {
    id,
    plain: `plain ${id}`,
    mark: (args: object) => sayWith({ mark: near?.__typename === 'A' ? near.mark : near?.other, ...args }),
    code: () => sayWith({ code: info === null ? null : info.code }),
    size: () => sayWith({ size: info === null ? null : info.size, zone: 'z' }),
    twin: () => wholeLeaf(String((Number(id) + 1) % 9), near),
  };
}

/** Executes an operation without federation, and so without contexts. */
export function answerWhole(source: string, times: number) {
  const top = items.filter(({ __typename }) => __typename === 'A').map(({ id }) => wholeNode(id, undefined));
  return graphql({ schema: wholeSchema, source, rootValue: { top, any: top[0] }, variableValues: { times } });
}
