import { expect, test } from 'vitest';
import { link, serveAccessGraph } from './access-graph.ts';

const count = 24;
const numbers = Array.from({ length: count }, (_, number) => number);

/** Serves as many types as interfaces. Each type implements all interfaces but one. */
function serveTypes(ruleOf: (type: number) => string) {
  const typeDefs = [
    link,
    'type Query { node: N other: Int } interface N { id: ID name: ID }',
    ...numbers.map((i) => `interface I${i} implements N { id: ID name: ID }`),
    ...numbers.map((i) => {
      const interfaces = numbers.filter((other) => other !== i).map((other) => `& I${other}`);
      return `type T${i} implements N ${interfaces.join(' ')} { id: ID ${ruleOf(i)} name: ID }`;
    }),
  ].join('\n');
  return serveAccessGraph({ a: { typeDefs } });
}

/**
 * Spreads the next fragment on each interface, so that a fragment is reached with nearly every set of types.
 */
function spreadOnEach(innermost: string): string {
  const fragments = numbers.map((depth) => {
    const next = depth + 1 < count ? `...F${depth + 1}` : innermost;
    return `fragment F${depth} on N { ${numbers.map((i) => `... on I${i} { ${next} }`).join(' ')} }`;
  });
  return fragments.join(' ');
}

test('fragments reached with 2^24 sets of types are not copied for each set if nothing in them is refused', async () => {
  const graph = await serveTypes(() => '@authenticated');
  // The planner finds no remaining type, as it does without access rules.
  const { errors } = await graph.ask(`{ node { id ...F0 } } ${spreadOnEach('name')}`);
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_NOT_PLANNED' } }]);
});

test('an operation with different refusals on too many sets of types is refused as a whole', async () => {
  const graph = await serveTypes((type) => `@requiresScopes(scopes: [["s${type}"]])`);
  const { errors } = await graph.ask(`{ node { ...F0 } } ${spreadOnEach('id')}`);
  expect(errors).toMatchObject([{ extensions: { code: 'PLANNING_LIMIT_EXCEEDED' } }]);
  expect((await graph.ask('{ other node { id } }')).errors).toBeUndefined();
});
