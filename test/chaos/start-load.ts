import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../graph/people.ts';
import type { ChaosAnswer, ChaosRequest } from './requests.ts';
import type { Part } from './system/faults.ts';

/** Outcome of one request. Times are from `performance.now()`. */
export interface RequestRecord {
  readonly kind: string;
  readonly sentAt: number;
  readonly endedAt: number;
  /** Parts that failed. Empty if the answer was complete. */
  readonly failed: readonly Part[];
  /** Problems besides a failed part, such as missing data without an error. */
  readonly problem?: string;
}

/** Requests at a steady rate, however long the answers take. */
export interface Load {
  /** All finished requests in order. */
  readonly records: readonly RequestRecord[];
  /** Stops sending, and waits for the answers. */
  readonly stop: () => Promise<void>;
}

/** Requests, target and rate of a load. */
export interface LoadOptions {
  readonly url: string;
  readonly tokenOf: (person: Person) => Promise<string>;
  readonly perSecond: number;
  readonly next: () => ChaosRequest;
}

/** No client waits longer, and none should need to. */
const patienceMs = 20_000;

/** Starts a steady load. */
export function startLoad({ url, tokenOf, perSecond, next }: LoadOptions): Load {
  const records: RequestRecord[] = [];
  const underWay = new Set<Promise<void>>();
  const begunAt = performance.now();
  let sent = 0;
  const send = async (request: ChaosRequest): Promise<void> => {
    const sentAt = performance.now();
    const verdict = await ask(url, await tokenOf(request.as), request);
    records.push({ kind: request.kind, sentAt, endedAt: performance.now(), ...verdict });
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - begunAt) * perSecond) / 1_000;
    // After a pause of this process, missed requests are not made up for: the rate would not be steady.
    sent = Math.max(sent, Math.floor(due) - perSecond / 5);
    for (; sent < due; sent += 1) {
      const sending = send(next()).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
  }, 10);
  return {
    records,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

/** Waits until all requests of one second succeeded, since new processes still plan and connect. */
export async function settle({ records }: Load): Promise<void> {
  for (let waited = 0; waited < 60; waited += 1) {
    const from = performance.now();
    await sleep(1_000);
    const latest = records.filter(({ endedAt }) => endedAt >= from);
    if (
      latest.length > 0 &&
      latest.every(({ failed, problem }) => failed.length === 0 && problem === undefined)
    )
      return;
  }
  throw new Error('a graph without faults must answer without errors within a minute of its start');
}

/** Sends one request and judges its answer. */
export async function ask(
  url: string,
  token: string,
  { query, variables, judge }: ChaosRequest,
): Promise<Pick<RequestRecord, 'failed' | 'problem'>> {
  let answer: ChaosAnswer;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(patienceMs),
    });
    answer = await response.json();
  } catch (error) {
    // The ledger must know that no answer came.
    judge({});
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { failed: ['gateway'], ...(isLate && { problem: 'no answer within 20 s' }) };
  }
  const verdict = judge(answer);
  return typeof verdict === 'string' ? { failed: [], problem: verdict } : { failed: verdict };
}
