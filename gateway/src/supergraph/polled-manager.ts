import type { SupergraphManager } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import { createPolledValue } from '@supergraph/service-kit/polled-value.ts';

/** Source of a supergraph that is read again and again. */
export interface PolledSource {
  /** SDL that was read already. default: the manager reads it first */
  readonly initial?: string;
  /** Reads the SDL. Rejects with a problem that `/ready` may show. */
  readonly read: () => Promise<string>;
  readonly pollMs: number;
}

/** Creates a manager that polls a source. A source that cannot be read leaves the last supergraph in place. */
export function createPolledManager(
  { initial, read, pollMs }: PolledSource,
  { onProblem, log }: { readonly onProblem: (problem: string | undefined) => void; readonly log: Log },
): SupergraphManager {
  return {
    async initialize({ update }) {
      const supergraphSdl = initial ?? (await read());
      const polled = createPolledValue({
        what: 'the supergraph of SUPERGRAPH',
        read,
        initial: supergraphSdl,
        intervalMs: pollMs,
        cooldownMs: Math.min(pollMs, 1_000),
        onValue(next) {
          try {
            void update(next);
          } catch {
            // The engine reports a supergraph that it refuses.
          }
        },
        onProblem: (error) => onProblem(error?.message),
        log,
      });
      return { supergraphSdl, cleanup: async () => polled.stop() };
    },
  };
}
