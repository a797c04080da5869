import { constants } from 'node:os';
import { watchParent } from '../watch-parent.mjs';
import type { Graph } from './start-graph.ts';

/** Ctrl-C in a terminal arrives twice: from the terminal, and from the parent. */
const repeatedSignalMs = 400;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopOptions {
  readonly starting: Promise<Graph>;
  /** Aborted by the first signal. */
  readonly stopping: AbortController;
  /**
   * Returns whether the start is over: each service serves or has failed to start. A start that is interrupted ends with the
   * code of the signal.
   */
  readonly hasStarted: () => boolean;
  readonly log: (sentence: string) => void;
  /** Called if a started graph cannot be stopped. */
  readonly onError: (error: unknown) => void;
}

/**
 * Stops the graph on the first signal, and when the parent is gone. Ends everything at once on the second signal. Returns a
 * function that stops it too.
 */
export function stopOnSignals({ starting, stopping, hasStarted, log, onError }: StopOptions): () => void {
  let last = Number.NEGATIVE_INFINITY;
  let graph: Graph | undefined;
  starting.then(
    (started) => {
      graph = started;
    },
    () => {},
  );
  const begin = (exitCode: number): void => {
    const isStarted = hasStarted();
    const code = process.exitCode ?? (isStarted ? 0 : exitCode);
    log('stopping');
    stopping.abort();
    starting
      .then((started) => started.stop())
      .then(
        () => {
          if (isStarted) log('stopped');
          process.exit(code);
        },
        // An interrupted step of the start fails.
        (error: unknown) => (isStarted ? onError(error) : process.exit(code)),
      );
  };
  const onSignal = (signal: (typeof signals)[number]): void => {
    const now = performance.now();
    if (now - last < repeatedSignalMs) return;
    last = now;
    const exitCode = 128 + constants.signals[signal];
    if (!stopping.signal.aborted) return void begin(exitCode);
    log('ending at once');
    graph?.kill();
    process.exit(exitCode);
  };
  for (const signal of signals) process.on(signal, onSignal);
  const stop = () => onSignal('SIGTERM');
  watchParent(stop);
  return stop;
}
