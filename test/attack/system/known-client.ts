import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Answers that a client with a known query has received. */
export interface KnownAnswers {
  /** Duration of each answer in milliseconds, the shortest first. */
  readonly times: readonly number[];
  readonly failures: readonly string[];
}

/** Starts a client that sends a known query repeatedly. The returned function stops it. */
export function startKnownClient(url: string, token: string): () => Promise<KnownAnswers> {
  const child = fork(fileURLToPath(new URL('known-client-process.ts', import.meta.url)), [url, token], {
    execArgv: [],
  });
  return async () => {
    const reported = once(child, 'message');
    child.send('stop');
    const [{ times, failures }] = await reported;
    return { times: times.sort((one: number, other: number) => one - other), failures };
  };
}

/** Returns the time within which this share of the answers arrived, in milliseconds. */
export function percentile(times: readonly number[], share: number): number {
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
}
