import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readRegistry, subgraphFolder } from '@supergraph/schema/registry.ts';
import { isProduction } from '@supergraph/service-kit/config.ts';
import type { DatabasePool } from '@supergraph/service-kit/database/database.ts';
import { runCommand } from './run-command.ts';
import { openServiceDatabases } from './service-databases.ts';

/** Rows that `npm run seed` can add: a file `seed/<kind>.sql` of a subgraph, with the first and last number as $1 and $2. */
interface Seed {
  readonly kind: string;
  readonly subgraph: string;
  readonly sql: string;
}

const batchSize = 2_000;
const maxRows = 10_000_000;
const seeds = readRegistry().flatMap(({ name }) => readSeeds(name));
const usage = `Usage: npm run seed -- ${seeds.map(({ kind }) => `[--${kind} <count>]`).join(' ')}
Adds rows to the demo data. Start the graph once before, which creates the tables.`;

await runCommand(async () => {
  if (isProduction(process.env))
    throw new Error('seed only fills development databases, but NODE_ENV is production.');
  const counts = readCounts(process.argv.slice(2));
  const chosen = seeds.filter(({ kind }) => counts.has(kind));
  const databases = await openServiceDatabases(
    process.env,
    chosen.map(({ subgraph }) => subgraph),
  );
  try {
    for (const seed of chosen)
      await addRows(databases.poolOf(seed.subgraph), seed, counts.get(seed.kind) ?? 0);
  } finally {
    await databases.close();
  }
  return `Added ${chosen.map(({ kind }) => `${counts.get(kind)} ${kind}`).join(' and ')}.\n`;
}, usage);

function readSeeds(subgraph: string): readonly Seed[] {
  const folder = fileURLToPath(subgraphFolder(subgraph));
  return globSync(`${folder}/seed/*.sql`).map((file) => ({
    kind: basename(file, '.sql'),
    subgraph,
    sql: readFileSync(file, 'utf8'),
  }));
}

function readCounts(args: readonly string[]): ReadonlyMap<string, number> {
  const options = Object.fromEntries(seeds.map(({ kind }) => [kind, { type: 'string' } as const]));
  const { values } = parseArgs({ args: [...args], options });
  const counts = Object.entries(values).map(([kind, text]) => [kind, readCount(kind, String(text))] as const);
  if (counts.length === 0) throw new Error(`Name what to add, with a count: --${seeds[0]?.kind} 1000.`);
  return new Map(counts);
}

function readCount(kind: string, text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= maxRows) return count;
  throw new Error(`--${kind} must be a whole number from 1 to ${maxRows}, but is ${JSON.stringify(text)}.`);
}

/** Adds the rows in batches, each complete or not at all, so that other writers wait for one batch at most. */
async function addRows(pool: DatabasePool, { kind, sql }: Seed, count: number): Promise<void> {
  const client = await pool.connect({ signal: new AbortController().signal, deadline: undefined });
  try {
    for (let first = 1; first <= count; first += batchSize) {
      const last = Math.min(first + batchSize - 1, count);
      await client.query(sql, [first, last]);
      if (last % (batchSize * 10) === 0) process.stderr.write(`${last} of ${count} ${kind}\n`);
    }
  } finally {
    client.release();
  }
}
