import { readFileSync } from 'node:fs';
import { CompositionError, composeGraph } from '@supergraph/schema/compose-graph.ts';
import { readRegistry, subgraphFolder } from '@supergraph/schema/registry.ts';
import { Kind, parse, visit } from 'graphql';
import { expect, test } from 'vitest';

const subgraphs = readRegistry().map(({ name }) => ({
  name,
  url: `http://${name}.test/graphql`,
  sdl: readFileSync(new URL('schema.graphql', subgraphFolder(name)), 'utf8'),
}));

/** Returns the problems of composition after a change of one subgraph's schema. */
function problemsAfter(name: string, from: string, to: string): readonly string[] {
  const changed = subgraphs.map((subgraph) => {
    if (subgraph.name !== name) return subgraph;
    expect(subgraph.sdl).toContain(from);
    return { ...subgraph, sdl: subgraph.sdl.replace(from, to) };
  });
  try {
    composeGraph(changed);
  } catch (error) {
    if (error instanceof CompositionError) return error.problems;
    throw error;
  }
  return [];
}

test('the registered subgraphs compose, and the result names their addresses', () => {
  const { supergraphSdl } = composeGraph(subgraphs);
  for (const { name, url } of subgraphs)
    expect(supergraphSdl).toContain(`@join__graph(name: "${name}", url: "${url}")`);
});

test('the API schema contains nothing of federation', () => {
  expect(composeGraph(subgraphs).apiSdl).not.toMatch(/join__|link__|_entities|_service|@key/);
});

test('a composition error names the subgraph, the code and the line', () => {
  expect(problemsAfter('users', 'spent { amount currency }', 'spend')).toContainEqual(
    expect.stringMatching(
      /^REQUIRES_INVALID_FIELDS \[users\] .*"User\.tier".*\(at users\/schema\.graphql:\d+/,
    ),
  );
});

test('a conflict between subgraphs names the lines of both', () => {
  expect(problemsAfter('orders', 'type PageInfo @shareable', 'type PageInfo')[0]).toMatch(
    /^INVALID_FIELD_SHARING .*"PageInfo\.hasNextPage".*\(at users\/schema\.graphql:\d+, orders\/schema\.graphql:\d+\)$/,
  );
});

test('a schema that does not parse names the subgraph, the line and the column', () => {
  expect(problemsAfter('orders', 'type Query {', 'type Query {{')).toEqual([
    expect.stringMatching(/^\[orders\] SYNTAX orders\/schema\.graphql:\d+:\d+: /),
  ]);
});

test('every type, field, argument and enum value has a description', () => {
  const bare: string[] = [];
  for (const { name, sdl } of subgraphs) {
    visit(parse(sdl), {
      enter: (node) => {
        const told = 'description' in node && node.description !== undefined;
        if (described.has(node.kind) && !told && 'name' in node) bare.push(`${name}: ${node.name?.value}`);
      },
    });
  }
  expect(bare.filter((place) => !/: (Query|Mutation)$/.test(place))).toEqual([]);
});

const described: ReadonlySet<string> = new Set([
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
]);
