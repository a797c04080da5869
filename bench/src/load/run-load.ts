import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

/** A closed loop: each connection sends its next request when the last answer is complete. */
export type Load = {
  readonly url: string;
  /** Bodies, sent in turn. `%UNIQUE%` becomes another id in every request. */
  readonly bodies: readonly string[];
  /** Headers besides Content-Type. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  /** Lengths of right answers, in the order of the bodies. One length stands for all bodies. */
  readonly expectedBytes: readonly number[];
};

/** Figures of a load. An answer that is not a 200 of the expected length counts as failed. */
export type LoadResult = {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** Sends one load and resolves when its last answer is complete. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const pool = new Pool(new URL(load.url).origin, { connections: load.connections, pipelining: 1 });
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + load.seconds * 1000;
  let failures = 0;
  let turn = 0;
  const sendInTurn = async () => {
    while (performance.now() < end) {
      const sent = performance.now();
      const at = turn++;
      const body = load.bodies[at % load.bodies.length] ?? '';
      const answered = await sendOne(
        pool,
        load,
        body.replace('%UNIQUE%', () => crypto.randomUUID()),
        load.expectedBytes[at % load.expectedBytes.length] ?? Number.NaN,
      );
      latencies.push(performance.now() - sent);
      if (!answered) failures += 1;
    }
  };
  await Promise.all(Array.from({ length: load.connections }, sendInTurn));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  latencies.sort((one, other) => one - other);
  const [p50Ms, p99Ms] = [readPercentile(latencies, 0.5), readPercentile(latencies, 0.99)];
  return { requests: latencies.length, failures, seconds, p50Ms, p99Ms };
}

async function sendOne(
  pool: Pool,
  { url, headers }: Load,
  body: string,
  expectedBytes: number,
): Promise<boolean> {
  const answer = await pool.request({
    method: 'POST',
    path: new URL(url).pathname,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  let bytes = 0;
  for await (const chunk of answer.body) bytes += chunk.length;
  return answer.statusCode === 200 && bytes === expectedBytes;
}

function readPercentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
