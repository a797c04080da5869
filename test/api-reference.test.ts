import { readdirSync, readFileSync } from 'node:fs';
import { describeApi } from '@supergraph/launcher/api-reference/generate-api.ts';
import { renderApi } from '@supergraph/launcher/api-reference/render-api.ts';
import { readSchemaNotes } from '@supergraph/launcher/api-reference/schema-notes.ts';
import { composeGraph } from '@supergraph/schema/compose-graph.ts';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';

test('docs/api has the pages that npm run codegen generates, and no others', () => {
  const pages = describeApi();
  for (const { file, text } of pages)
    expect(readFileSync(repositoryFile(`docs/api/${file}`), 'utf8'), file).toBe(text);
  expect(readdirSync(repositoryFile('docs/api')).sort()).toEqual(pages.map(({ file }) => file).sort());
});

test('every type and operation of the schema has a section, and every link leads to one', () => {
  const pages = new Map(describeApi().map(({ file, text }) => [file, text]));
  const schema = buildSchema(readFileSync(repositoryFile('schema/api.graphql'), 'utf8'));
  const types = Object.keys(schema.getTypeMap()).filter(
    (name) => !/^__|^(Query|Mutation|Subscription)$/.test(name),
  );
  const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
    (root) => Object.keys(root?.getFields() ?? {}),
  );
  const sections = [...pages].flatMap(([file, text]) =>
    [...text.matchAll(/^## (\w+)$/gm)].map(([, name = '']) => ({
      name,
      link: `${file}#${name.toLowerCase()}`,
    })),
  );
  expect(sections.map(({ name }) => name)).toEqual(expect.arrayContaining([...types, ...fields]));
  const links = [...pages.values()].flatMap((text) =>
    [...text.matchAll(/\]\((\w+\.md#\w+)\)/g)].map(([, link = '']) => link),
  );
  expect(links.length).toBeGreaterThan(200);
  const known = new Set(sections.map(({ link }) => link));
  expect(links.filter((link) => !known.has(link))).toEqual([]);
});

test('a section has owner, access, cost, defaults, failures and deprecations, and hidden parts are left out', () => {
  const pages = describe(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requiresScopes", "@policy", "@authenticated", "@inaccessible", "@cost", "@listSize"])
    type Query {
      "Things. All of them."
      things(first: Int = 5, "Colour | shade." colour: Colour = RED): [Thing!]! @requiresScopes(scopes: [["a", "b"], ["c"]]) @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    }
    type Mutation { paint(id: ID!): PaintResult @policy(policies: [["painter"]]) @cost(weight: 7) }
    type Thing @key(fields: "id") @authenticated { id: ID! colour: Colour hue: String @deprecated(reason: "Use \`colour\`.") secret: String @inaccessible }
    enum Colour { RED BLUE @deprecated(reason: "Faded.") }
    union PaintResult = Painted | Dry
    interface Failure { message: String! }
    "It is done."
    type Painted { thing: Thing }
    "No paint is left."
    type Dry implements Failure { message: String! }`);
  const things = pages.get('queries.md') ?? '';
  expect(things).toContain('## things\n\nThings. All of them.\n');
  expect(things).toContain(
    '**Owner:** shop · **Access:** scopes `a` and `b`, or scope `c`, signed in · **Cost:** `first` items',
  );
  expect(things).toContain('| `first` | [Int](scalars.md#int) | `5` |');
  expect(things).toContain('| `colour` | [Colour](enums.md#colour) | `RED` | Colour \\| shade. |');
  expect(things).toContain('Returns \\[[Thing](objects.md#thing)!\\]!.');
  const paint = pages.get('mutations.md') ?? '';
  expect(paint).toContain('**Owner:** shop · **Access:** policy `painter` · **Cost:** weight 7');
  expect(paint).toMatch(
    /Painted\].*It is done\.[\s\S]*Dry\].*\[Failure\]\(interfaces\.md#failure\) \| No paint is left\./,
  );
  const objects = pages.get('objects.md') ?? '';
  expect(objects).toContain('**Owner:** shop · **Key:** `id` · **Access:** signed in');
  expect(objects).toContain('**Deprecated:** Use `colour`.');
  expect(objects).not.toContain('secret');
  expect(pages.get('enums.md')).toContain('| `BLUE` | **Deprecated:** Faded. |');
  expect(pages.has('subscriptions.md')).toBe(false);
});

test('a field of an entity is owned by the subgraph that resolves it', () => {
  const user =
    describeApi()
      .find(({ file }) => file === 'objects.md')
      ?.text.split('\n## User\n')[1] ?? '';
  const ownerOf = (field: string) =>
    new RegExp(`^\\| \`${field}\\b[^|]*\\| [^|]* \\| ([^|]*) \\|`, 'm').exec(user)?.[1];
  expect(['name', 'orderStats', 'tier', 'id'].map(ownerOf)).toEqual([
    'users',
    'orders',
    'users',
    'orders, users',
  ]);
});

function describe(sdl: string): ReadonlyMap<string, string> {
  const { supergraphSdl, apiSdl } = composeGraph([{ name: 'shop', url: 'http://shop/graphql', sdl }]);
  const pages = renderApi({ schema: buildSchema(apiSdl), notes: readSchemaNotes(supergraphSdl) });
  return new Map(pages.map(({ file, text }) => [file, text]));
}
