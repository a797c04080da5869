import type { RequestRecord } from './start-load.ts';
import type { Part } from './system/faults.ts';

/** A fault and the quiet time after it. Times are from `performance.now()`. */
export interface Slot {
  readonly name: string;
  readonly breaks: readonly Part[];
  readonly beganAt: number;
  /** Time at which the broken part worked again. */
  readonly returnedAt: number;
  readonly endedAt: number;
  /** Problem besides the load's requests, as a sentence. */
  readonly problem?: string;
}

/** Outcome of the faults of one name. */
export interface FaultResult {
  readonly name: string;
  readonly times: number;
  /** Requests from the start of the fault to the end of the quiet time after it. */
  readonly requests: number;
  readonly failed: number;
  /** Failures that were allowed: only in the broken part, within the recovery time, and with an error. */
  readonly expected: number;
  /** Longest time after the repair at which a request that failed was sent, in milliseconds. */
  readonly recoveryMs: number;
  /** The first unexpected failures, as sentences. */
  readonly unexpected: readonly string[];
}

/** Time after the repair during which a part may still fail, in milliseconds. */
export const recoveryLimitMs = 2_000;

/** Judges every request by the faults that were active while it was in flight. */
export function judgeSlots(
  slots: readonly Slot[],
  records: readonly RequestRecord[],
): readonly FaultResult[] {
  const names = [...new Set(slots.map(({ name }) => name))];
  return names.map((name) => {
    const own = slots.filter((slot) => slot.name === name);
    const results = own.map((slot) => judgeSlot(slot, slots, records));
    const sum = (count: (result: (typeof results)[number]) => number) =>
      results.reduce((total, result) => total + count(result), 0);
    return {
      name,
      times: own.length,
      requests: sum(({ requests }) => requests),
      failed: sum(({ failed }) => failed.length),
      expected: sum(({ failed, unexpected }) => failed.length - unexpected.length),
      recoveryMs: Math.max(...results.map(({ recoveryMs }) => recoveryMs)),
      unexpected: [
        ...own.flatMap(({ problem }) => (problem === undefined ? [] : [`${name}: ${problem}`])),
        ...results.flatMap(({ unexpected }) => unexpected),
      ].slice(0, 5),
    };
  });
}

function judgeSlot(slot: Slot, slots: readonly Slot[], records: readonly RequestRecord[]) {
  const own = records.filter(({ sentAt }) => sentAt >= slot.beganAt && sentAt < slot.endedAt);
  const failed = own.filter((record) => record.failed.length > 0 || record.problem !== undefined);
  // A request that was in flight when the next fault began counts for that fault.
  const late = failed.filter(({ sentAt, endedAt }) => sentAt > slot.returnedAt && endedAt < slot.endedAt);
  return {
    requests: own.length,
    failed,
    recoveryMs: Math.max(0, ...late.map(({ sentAt }) => sentAt - slot.returnedAt)),
    unexpected: failed.filter((record) => !isExpected(record, slots)).map((record) => describe(record, slot)),
  };
}

function isExpected({ sentAt, endedAt, failed, problem }: RequestRecord, slots: readonly Slot[]): boolean {
  if (problem !== undefined) return false;
  const met = slots.filter((slot) => slot.beganAt <= endedAt && sentAt <= slot.returnedAt + recoveryLimitMs);
  const broken = new Set(met.flatMap(({ breaks }) => breaks));
  // If the gateway is broken, any part may fail.
  return broken.has('gateway') || failed.every((part) => broken.has(part));
}

function describe({ kind, sentAt, endedAt, failed, problem }: RequestRecord, slot: Slot): string {
  const after = Math.round(sentAt - slot.beganAt);
  const returned = Math.round(slot.returnedAt - slot.beganAt);
  const what = problem ?? `failed in ${failed.join(' and ')}`;
  return `${slot.name} (back after ${returned} ms): ${kind}, sent after ${after} ms, took ${Math.round(endedAt - sentAt)} ms: ${what}`;
}
