import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
import { readBytes, readCpuMs, readIdleMs } from './process-usage.ts';

/** Rounds of each number of workers, in turn, and their length. */
const [rounds, seconds] = [5, 3];
const cores = availableParallelism();
const counts = [...new Set([1, 2, cores])];

runBench(main);

/** Measures the gateway with several numbers of workers, and prints a table. It needs Linux. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-workers-'));
  const stubs = await startStubs();
  const load = startChild(new URL('../load/load-process.ts', import.meta.url));
  const supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, stubs.supergraphSdl);
  const gateways = await Promise.all(counts.map((count) => startGateway(count, supergraph, folder)));
  try {
    console.log(`Node ${process.version}, ${cores} cores, which load and subgraphs share.\n`);
    console.log(formatTable(header, await measureAll(gateways, load)));
    console.log(legend);
  } finally {
    for (const { child } of gateways) child.kill('SIGTERM');
    load.stop();
    stubs.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const header = [
  ...['case', 'workers', 'requests/s', 'of one worker', 'p99', 'memory'],
  ...['gateway CPU', 'other CPU', 'idle', 'with cores of its own'],
];

const legend = `
"gateway CPU" and "other CPU" are the CPU time of a request in the gateway, and in the load and the subgraphs. "idle" is the
share of all cores. Below 10 %, more workers cannot answer more: the machine is what limits them. "with cores of its own"
is a bound that follows from "gateway CPU": requests/s if each worker kept one core busy.`;

interface Gateway {
  readonly count: number;
  readonly url: string;
  readonly child: ChildProcess;
}

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
    const ofOne = middleOf(results.get(1) ?? []).perSecond;
    for (const [count, measured] of results)
      rows.push([`(${name}) ${title}`, String(count), ...formatResult(middleOf(measured), count, ofOne)]);
  }
  return rows;
}

/** Figures of one round, or the medians of several. */
interface Result {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Memory of all processes of the gateway. */
  readonly bytes: number;
  /** CPU time of a request in the gateway. */
  readonly gatewayMs: number;
  /** CPU time of a request in the load and the subgraphs. */
  readonly otherMs: number;
  /** Idle share of all cores. */
  readonly idle: number;
}

function middleOf(results: readonly Result[]): Result {
  const middle = (read: (result: Result) => number): number => median(results.map(read));
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    bytes: middle(({ bytes }) => bytes),
    gatewayMs: middle(({ gatewayMs }) => gatewayMs),
    otherMs: middle(({ otherMs }) => otherMs),
    idle: middle(({ idle }) => idle),
  };
}

function formatResult(result: Result, count: number, ofOne: number): readonly string[] {
  const { perSecond, p99Ms, bytes, gatewayMs, otherMs, idle } = result;
  return [
    perSecond.toFixed(0),
    (perSecond / ofOne).toFixed(2),
    `${p99Ms.toFixed(0)} ms`,
    `${(bytes / 1e6).toFixed(0)} MB`,
    `${gatewayMs.toFixed(2)} ms`,
    `${otherMs.toFixed(2)} ms`,
    `${(idle * 100).toFixed(0)} %`,
    ((count * 1_000) / gatewayMs).toFixed(0),
  ];
}

async function measure({ url, child }: Gateway, bodies: readonly string[], load: Child): Promise<Result> {
  const expectedBytes = await Promise.all(bodies.map((body) => lengthOf(url, body)));
  const run = { url, bodies, headers: {}, connections: 32, seconds, expectedBytes };
  const before = readClocks(child);
  const result = readNumbers(await load.ask('run', run), ['requests', 'failures', 'seconds', 'p99Ms']);
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed`);
  const after = readClocks(child);
  const gatewayMs = after.gatewayMs - before.gatewayMs;
  return {
    perSecond: result.requests / result.seconds,
    p99Ms: result.p99Ms,
    bytes: readBytes(child.pid ?? 0),
    gatewayMs: gatewayMs / result.requests,
    otherMs: (after.allMs - before.allMs - gatewayMs) / result.requests,
    idle: (after.idleMs - before.idleMs) / (result.seconds * 1_000 * cores),
  };
}

function readClocks({ pid = 0 }: ChildProcess) {
  return { gatewayMs: readCpuMs(pid), allMs: readCpuMs(process.pid), idleMs: readIdleMs() };
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
