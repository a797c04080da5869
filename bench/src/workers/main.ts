import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchCases } from '../bench-cases.ts';
import { createBody } from '../check-answer.ts';
import { readNumbers } from '../processes/read-numbers.ts';
import { type Child, startChild } from '../processes/start-child.ts';
import { formatTable } from '../report/format-table.ts';
import { median } from '../report/median.ts';
import { runBench } from '../run-bench.ts';
import { startStubs } from '../stub/start-stubs.ts';

/** Rounds of each number of workers, in turn, and their length. */
const [rounds, seconds] = [5, 3];
const counts = [...new Set([1, 2, availableParallelism()])];

runBench(main);

/** Measures the gateway with several numbers of workers, and prints a table. Memory needs Linux. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-workers-'));
  const stubs = await startStubs();
  const load = startChild(new URL('../load/load-process.ts', import.meta.url));
  const supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, stubs.supergraphSdl);
  const gateways = await Promise.all(counts.map((count) => startGateway(count, supergraph, folder)));
  try {
    console.log(
      `Node ${process.version}, ${availableParallelism()} cores, which load and subgraphs share.\n`,
    );
    console.log(formatTable(header, await measureAll(gateways, load)));
  } finally {
    for (const { child } of gateways) child.kill('SIGTERM');
    load.stop();
    stubs.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Gateway {
  readonly count: number;
  readonly url: string;
  readonly child: ChildProcess;
}

const header = ['case', 'workers', 'requests/s', 'of one worker', 'p99', 'memory'];

async function measureAll(gateways: readonly Gateway[], load: Child) {
  const rows: (readonly string[])[] = [];
  for (const { name, title, operations } of benchCases.filter(({ name }) => ['b', 'd'].includes(name))) {
    const bodies = operations.map(createBody);
    const results = new Map(gateways.map(({ count }) => [count, [] as Result[]]));
    for (let round = 0; round <= rounds; round += 1)
      for (const gateway of gateways) {
        const result = await measure(gateway, bodies, load);
        // The first round warms up.
        if (round > 0) results.get(gateway.count)?.push(result);
      }
    const rate = (count: number): number =>
      median((results.get(count) ?? []).map(({ perSecond }) => perSecond));
    for (const [count, measured] of results)
      rows.push([
        `(${name}) ${title}`,
        String(count),
        rate(count).toFixed(0),
        (rate(count) / rate(1)).toFixed(2),
        `${median(measured.map(({ p99Ms }) => p99Ms)).toFixed(0)} ms`,
        `${(median(measured.map(({ bytes }) => bytes)) / 1e6).toFixed(0)} MB`,
      ]);
  }
  return rows;
}

interface Result {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Memory of all processes of the gateway. Pages that they share count once. */
  readonly bytes: number;
}

async function measure({ url, child }: Gateway, bodies: readonly string[], load: Child): Promise<Result> {
  const expectedBytes = await Promise.all(bodies.map((body) => lengthOf(url, body)));
  const run = { url, bodies, headers: {}, connections: 32, seconds, expectedBytes };
  const result = readNumbers(await load.ask('run', run), ['requests', 'failures', 'seconds', 'p99Ms']);
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed`);
  const bytes = [child.pid ?? 0, ...childrenOf(child.pid ?? 0)]
    .map(memoryOf)
    .reduce((sum, own) => sum + own, 0);
  return { perSecond: result.requests / result.seconds, p99Ms: result.p99Ms, bytes };
}

async function lengthOf(url: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.status !== 200 || text.includes('"errors"')) throw new Error(`An answer is wrong: ${text}`);
  return Buffer.byteLength(text);
}

async function startGateway(count: number, supergraph: string, folder: string): Promise<Gateway> {
  const child = fork(fileURLToPath(new URL('../../../gateway/src/main.ts', import.meta.url)), [], {
    env: {
      PATH: process.env.PATH,
      ...{ NODE_ENV: 'test', LOG_LEVEL: 'error', DATA_DIR: join(folder, String(count)), PORT: '0' },
      ...{ SUPERGRAPH: supergraph, ANONYMOUS: 'allow', SHED_LAG_MS: '0', WORKERS: String(count) },
    },
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const [message] = await once(child, 'message');
  return { count, child, url: `${Object(message).url}/graphql` };
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** Returns the memory of a process (PSS). */
function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]) * 1024;
}
