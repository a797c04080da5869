import { isRecord } from '../../processes/is-record.ts';
import { readNumbers } from '../../processes/read-numbers.ts';
import { type Child, startChild } from '../../processes/start-child.ts';
import type { LoadCounts } from './load-operation.ts';
import type { MixedLoad } from './mixed-load.ts';

/** The process that sends loads. */
export type LoadProcess = {
  /** Starts a named load. A load that is sent once is complete when this resolves. */
  readonly start: (name: string, load: MixedLoad) => Promise<void>;
  readonly stop: (name: string) => Promise<LoadCounts>;
  readonly end: () => void;
};

/** Starts the process. Nothing is sent yet. Some of the wrong answers are shown on stderr. */
export function startLoadProcess(): LoadProcess {
  const process: Child = startChild(new URL('./mixed-load-process.ts', import.meta.url));
  return {
    start: async (name, load) => void (await process.ask('start', { name, ...load })),
    async stop(name) {
      const result = await process.ask('stop', { name });
      const examples = isRecord(result) && Array.isArray(result.examples) ? result.examples : [];
      for (const example of examples) console.error(`not right: ${String(example)}`);
      return readNumbers(result, ['requests', 'failed', 'wrong', 'p50Ms', 'p99Ms', 'maxMs']);
    },
    end: process.stop,
  };
}
