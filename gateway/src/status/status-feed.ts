import { setTimeout as sleep } from 'node:timers/promises';
import { fetchText } from '@supergraph/service-kit/http/fetch-text.ts';
import type { HttpStream } from '@supergraph/service-kit/http/http-handler.ts';
import { writeServerSentEvent } from '@supergraph/service-kit/http/server-sent-events.ts';
import { readSamples } from '@supergraph/service-kit/telemetry/read-samples.ts';
import { describeWorker } from '@supergraph/service-kit/workers/worker-slot.ts';
import type { StatusSource } from './status-settings.ts';
import type { StatusSnapshot } from './status-snapshot.ts';
import { type ProcessSamples, summarizeSamples } from './summarize-samples.ts';
import type { TopLists } from './top-operations.ts';

/** Parts that the status of a gateway is read from. */
export interface StatusParts extends TopLists {
  /** Returns the metrics of this process in the Prometheus text format. */
  readonly collect: () => Promise<string>;
  readonly sources: readonly StatusSource[];
}

/** End of a stream of snapshots. */
export interface StatusEnd {
  /** Aborts when the stream must end. */
  readonly signal: AbortSignal;
  /** Time in milliseconds since 1970. */
  readonly at: number;
}

/** Interval of snapshots, in milliseconds. */
const intervalMs = 1_000;

/** Limits of the metrics of a subgraph. Its answer may be late for one snapshot, and is then shown as unreachable. */
const sourceLimits = { headers: {}, timeoutMs: 2_000, maxBytes: 2_000_000 };

/**
 * Creates the function that streams snapshots to one viewer. Viewers share snapshots. Nothing is collected without viewers, and a
 * slow viewer receives fewer snapshots instead of queued ones. `onEnd` is called once.
 */
export function createStatusFeed(parts: StatusParts): (end: StatusEnd, onEnd: () => void) => HttpStream {
  let [takenAt, latest]: [number, Promise<string> | undefined] = [0, undefined];
  const take = (): Promise<string> => {
    const now = performance.now();
    if (latest !== undefined && now - takenAt < intervalMs * 0.9) return latest;
    takenAt = now;
    latest = takeSnapshot(parts).then((snapshot) =>
      writeServerSentEvent({ event: 'status', data: JSON.stringify(snapshot) }),
    );
    return latest;
  };
  return ({ signal, at }, onEnd) => {
    // A client may leave before the first snapshot is requested. The generator then never runs.
    const ended = new AbortController();
    ended.signal.addEventListener('abort', onEnd, { once: true });
    signal.addEventListener('abort', () => ended.abort(), { once: true, signal: ended.signal });
    if (signal.aborted) ended.abort();
    return (async function* stream() {
      try {
        while (!signal.aborted && Date.now() < at) {
          yield await take();
          await sleep(intervalMs, undefined, { signal, ref: false }).catch(() => {});
        }
      } finally {
        ended.abort();
      }
    })();
  };
}

async function takeSnapshot({ collect, sources, slowest, costliest }: StatusParts): Promise<StatusSnapshot> {
  const own = async (): Promise<ProcessSamples> => ({
    name: 'gateway',
    samples: readSamples(await collect()),
  });
  const processes = await Promise.all([own(), ...sources.map(readSource)]);
  return {
    at: Date.now(),
    ...describeWorker(),
    ...summarizeSamples(processes),
    slowest: slowest.read(),
    costliest: costliest.read(),
  };
}

/** Reads the metrics of a subgraph. Its address and the reason of a failure do not leave the gateway. */
async function readSource({ name, url }: StatusSource): Promise<ProcessSamples> {
  try {
    const { text = '' } = await fetchText(url, sourceLimits);
    return { name, samples: readSamples(text) };
  } catch {
    return { name, samples: undefined };
  }
}
