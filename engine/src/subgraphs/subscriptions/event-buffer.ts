import type { SubgraphEvent } from '../subgraph.ts';

/** Events that a connection has received and the gateway has not taken yet. */
export interface EventBuffer {
  readonly push: (event: SubgraphEvent) => void;
  /** Ends the buffer after its events, with an error if there is one. */
  readonly end: (error?: Error) => void;
  /** Yields the events until the end. */
  readonly events: () => AsyncGenerator<SubgraphEvent, void, undefined>;
}

/** Creates a buffer for up to `maxEvents`. Calls `onOverflow` instead of holding more. */
export function createEventBuffer(maxEvents: number, onOverflow: () => Error): EventBuffer {
  const events: SubgraphEvent[] = [];
  let end: { readonly error: Error | undefined } | undefined;
  let wake = (): void => {};
  const finish = (error?: Error): void => {
    end ??= { error };
    wake();
  };
  return {
    push(event) {
      if (end !== undefined) return;
      if (events.length >= maxEvents) finish(onOverflow());
      else events.push(event);
      wake();
    },
    end: finish,
    async *events() {
      for (;;) {
        const event = events.shift();
        if (event !== undefined) yield event;
        else if (end === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (end.error === undefined) return;
        else throw end.error;
      }
    },
  };
}
