import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { isRecord } from '../../processes/is-record.ts';
import type { LoadCounts, LoadOperation } from './load-operation.ts';

/** Options of a load. */
export type MixedLoad = {
  readonly url: string;
  readonly operations: readonly LoadOperation[];
  readonly connections: number;
  /** Pause of a connection after each answer, in milliseconds. It leaves the gateway idle time, as real clients do. */
  readonly pauseMs: number;
  /** Sends each operation once. default: repeatedly until stopped */
  readonly once: boolean;
};

/** A running load. */
export type RunningLoad = {
  /** Resolves when every operation of a load that is sent once has been answered. */
  readonly done: Promise<void>;
  readonly stop: () => Promise<LoadCounts & { readonly examples: readonly string[] }>;
};

const maxExamples = 3;

/** Starts a load: every connection sends an operation, waits for its whole answer, checks it, and sends the next. */
export function startMixedLoad({ url, operations, connections, pauseMs, once }: MixedLoad): RunningLoad {
  const pool = new Pool(new URL(url).origin, {
    connections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const latencies: number[] = [];
  const examples: string[] = [];
  const counts = { failed: 0, wrong: 0 };
  let next = 0;
  let isOver = false;
  const sendInTurn = async (): Promise<void> => {
    while (!isOver && !(once && next >= operations.length)) {
      const number = next++;
      const operation = operations[number % operations.length];
      if (operation === undefined) return;
      const begun = performance.now();
      const { verdict, text } = await send(pool, url, number, operation);
      latencies.push(performance.now() - begun);
      if (verdict !== 'right') {
        counts[verdict] += 1;
        if (examples.length < maxExamples) examples.push(`${operation.query} gave ${text.slice(0, 400)}`);
      }
      if (pauseMs > 0) await setTimeout(pauseMs);
    }
  };
  const running = Promise.all(Array.from({ length: connections }, sendInTurn));
  return {
    done: running.then(() => {}),
    async stop() {
      isOver = true;
      await running;
      await pool.close();
      latencies.sort((one, other) => one - other);
      const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)] ?? Number.NaN;
      return {
        requests: latencies.length,
        ...counts,
        p50Ms: at(0.5),
        p99Ms: at(0.99),
        maxMs: at(1),
        examples,
      };
    },
  };
}

type Verdict = 'right' | 'failed' | 'wrong';

async function send(
  pool: Pool,
  url: string,
  number: number,
  operation: LoadOperation,
): Promise<{ readonly verdict: Verdict; readonly text: string }> {
  const fill = (text: string) => text.replaceAll('%N%', String(number));
  try {
    const { body } = await pool.request({
      method: 'POST',
      path: new URL(url).pathname,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: fill(operation.query) }),
    });
    const text = await body.text();
    return { verdict: judge(text, fill(operation.data), operation.tolerates), text };
  } catch (error) {
    return { verdict: 'failed', text: String(error) };
  }
}

function judge(text: string, data: string, tolerates: LoadOperation['tolerates']): Verdict {
  const answer: unknown = JSON.parse(text);
  if (!isRecord(answer)) return 'failed';
  if (answer.errors === undefined) return JSON.stringify(answer.data) === data ? 'right' : 'wrong';
  const codes = Array.isArray(answer.errors) ? answer.errors.map(codeOf) : [];
  return codes.every((code) => tolerated[tolerates].has(code)) ? 'right' : 'failed';
}

const tolerated: Readonly<Record<LoadOperation['tolerates'], ReadonlySet<unknown>>> = {
  nothing: new Set(),
  invalid: new Set(['GRAPHQL_VALIDATION_FAILED']),
  'subgraph errors': new Set([
    'SUBREQUEST_HTTP_ERROR',
    'SUBREQUEST_MALFORMED_RESPONSE',
    'SUBGRAPH_UNAVAILABLE',
  ]),
  'refused planning': new Set(['PLANNING_LIMIT_EXCEEDED', 'PLANNER_UNAVAILABLE']),
};

function codeOf(error: unknown): unknown {
  return isRecord(error) && isRecord(error.extensions) ? error.extensions.code : undefined;
}
