import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { createFitCheck } from '@supergraph/launcher/new-subgraph/check-fit.ts';
import { type RenderedFile, renderTemplates } from '@supergraph/launcher/new-subgraph/render-templates.ts';
import { readNewSubgraph } from '@supergraph/launcher/new-subgraph/subgraph-names.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../graph/test-database.ts';

/**
 * One command line each: English plurals, then reserved words of TypeScript, SQL and GraphQL, then names in
 * the code itself.
 */
const fitting = `
reviews gift-cards categories addresses boxes branches wishes statuses viruses bonuses campuses buses houses warehouses
causes analyses crises indices vertices matrices caches niches coaches movies cookies ties companies heroes potatoes shoes
knives wives leaves shelves archives quizzes people children men women glasses keys days toys photos videos invoices
prices devices services licenses purchases courses phases releases exercises expenses
returns cases breaks defaults exports imports switches packages interfaces enums ifs throws tries whiles yields awaits
lets vars consts nulls trues falses voids withs supers statics protecteds privates publics deletes catches dos fors elses
evals types modules namespaces declares abstracts anys nevers unknowns asyncs gets sets constructors prototypes classes
extends implements instances typeofs finals debuggers
tables references columns groups grants selects wheres unions joins limits offsets windows roles checks constraints
values transactions views rows columns-of-rows indexes sequences triggers
table|Seat select|Choice group|Team all|Everything end|Finish primary|Vote analyze|Study
fragments directives scalars schemas inputs fields operations enum-values entities unions-of-types interfaces-of-types
stores texts ids nodes edges cursors requests loaders lists inserts tests tokens scopes rows-of-pages founds
series|Show data|Datum media|Medium stock|StockItem sheep|Animal news|Article pages|CmsPage maps|SiteMap dates|Appointment
data news series sheep boss
a1-b2s x-3ds e-mails subgraphs user-roles one-two-three-four-five-sixes q-as
`
  .split(/\s+/)
  .filter(Boolean);

const refused: readonly (readonly [name: string, reason: string])[] = [
  ['', 'takes one name'],
  ['überweisungen', 'takes one name'],
  ['отзывы', 'takes one name'],
  ['评论', 'takes one name'],
  ['reviews\u200b', 'takes one name'],
  ['Reviews', 'takes one name'],
  ['2fas', 'takes one name'],
  ['gift_cards', 'takes one name'],
  ['__protos', 'takes one name'],
  ['a--bs', 'takes one name'],
  ['no;drop', 'takes one name'],
  ['names-of-more-than-thirty-letters', 'takes one name'],
  ['reviews|Müsli', '--type must be the name'],
  ['reviews|return', '--type must be the name'],
  ['stock|Stock', '--type must be what one of "stock" is called, but is "Stock" too'],
  ['public', 'PostgreSQL keeps'],
  ['template1', 'PostgreSQL keeps'],
  ['postgres', 'PostgreSQL keeps'],
  ['null', 'YAML keeps'],
  ['gateway', 'The launcher keeps'],
  ['client-jwks', 'The gateway keeps'],
  ['service-kit|Kit', 'workspace @supergraph/service-kit exists'],
  ['schema|Schemata', 'workspace @supergraph/schema exists'],
  ['orders|Sale', 'has Query.orders, User.orders already'],
  ['user|Account', 'has Query.user already'],
  ['order|Purchase', 'has Query.order already'],
  ['order-lines', 'has OrderLine already'],
  ['id|Passport', 'has User.id already'],
  ['status', 'has User.status already'],
  ['queries', 'has Query already'],
  ['mutations', 'has Mutation already'],
  ['subscriptions', 'has Subscription already'],
  ['floats', 'has Float already'],
  ['strings', 'has String already'],
  ['tiers', 'has Tier already'],
  ['moneys', 'has Money already'],
  ['page-infos', 'has PageInfo already'],
  ['dates', 'uses the name Date'],
  ['maps', 'uses the name Map'],
  ['promises', 'uses the name Promise'],
  ['records', 'uses the name Record'],
  ['pages', 'uses the name Page'],
  ['viewers', 'uses the name Viewer'],
  ['resolvers', 'uses the name Resolver'],
  ['results', 'uses the name Result'],
  ['mains', 'src/main.ts would be written twice'],
  ['contexts', 'src/context.ts would be written twice'],
];

const checkFit = createFitCheck();

test.each([
  ['statuses', 'Status'],
  ['movies', 'Movie'],
  ['companies', 'Company'],
  ['heroes', 'Hero'],
  ['indices', 'Index'],
  ['people', 'Person'],
  ['caches', 'Cache'],
  ['houses', 'House'],
  ['gift-boxes', 'GiftBox'],
  ['returns', 'Return'],
  ['stock', 'StockItem'],
])('the singular of %s is %s', (name, type) => {
  expect(readNewSubgraph([name]).names.Type).toBe(type);
});

test('the list has 200 names', () => {
  const tried = [...fitting, ...refused.map(([name]) => name)];
  expect(new Set(tried).size).toBeGreaterThanOrEqual(200);
  expect(new Set(tried).size).toBe(tried.length);
});

test.each(refused)('"%s" is refused before anything is written: %s', (name, reason) => {
  expect(() => render(name)).toThrow(reason);
});

test('all other names give TypeScript that parses, SQL that runs and a graph that composes', async () => {
  const rendered = fitting.map((name) => ({ name, files: render(name) }));
  expect(await findSyntaxErrors(rendered)).toEqual([]);
  expect(await findSqlErrors(rendered)).toEqual([]);
}, 300_000);

interface Rendered {
  readonly name: string;
  readonly files: readonly RenderedFile[];
}

/** Renders the files of a command line. `name|Type` stands for `name --type Type`. */
function render(line: string): readonly RenderedFile[] {
  const [name = '', type] = line.split('|');
  const { names } = readNewSubgraph(type === undefined ? [name] : [name, '--type', type]);
  const files = renderTemplates(names);
  checkFit(names, files);
  return files;
}

/** Makes Node parse every module without running it, in a separate process since that needs a flag. */
async function findSyntaxErrors(rendered: readonly Rendered[]): Promise<unknown> {
  const modules = rendered.flatMap(({ name, files }) =>
    files.filter(({ path }) => path.endsWith('.ts')).map(({ path, text }) => [`${name} ${path}`, text]),
  );
  const program = `
    import { stripTypeScriptTypes } from 'node:module';
    import { json } from 'node:stream/consumers';
    import { SourceTextModule } from 'node:vm';
    const errors = [];
    for (const [place, text] of await json(process.stdin)) {
      try { new SourceTextModule(stripTypeScriptTypes(text)); } catch (error) { errors.push(place + ': ' + error.message); }
    }
    process.stdout.write(JSON.stringify(errors));`;
  const flags = ['--experimental-vm-modules', '--no-warnings', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(modules));
  return json(child.stdout);
}

const kitMigrations = new URL('service-kit/migrations/', repositoryRoot);

/** Runs the migrations and demo data of every name on a real PostgreSQL. */
async function findSqlErrors(rendered: readonly Rendered[]): Promise<readonly string[]> {
  const client = new Client({ connectionString: await createTestDatabase('names') });
  await client.connect();
  const errors: string[] = [];
  try {
    // Triggers write to the tables of the kit.
    for (const file of readdirSync(kitMigrations).sort())
      await client.query(readFileSync(new URL(file, kitMigrations), 'utf8'));
    for (const { name, files } of rendered) {
      await client.query('begin');
      for (const { text } of files.filter(({ path }) => path.endsWith('.sql')).toSorted(byFolder)) {
        await client.query(text).catch((error: Error) => errors.push(`${name}: ${error.message}`));
      }
      await client.query('rollback');
    }
  } finally {
    await client.end();
  }
  return errors;
}

/** Migrations come before demo data, and each in the order of their numbers. */
function byFolder(one: RenderedFile, other: RenderedFile): number {
  const [folder = '', otherFolder = ''] = [one.path, other.path].map((path) => path.split('/')[0]);
  return otherFolder.localeCompare(folder) || one.path.localeCompare(other.path);
}
