import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { GraphQLSchema } from 'graphql';
import type { Safelist } from '../policy/persisted/safelist.ts';
import { mayBeMarked } from './marks.ts';
import { createAccessReader } from './operation-access.ts';
import { type PublishedOperation, readPublishedOperation } from './published-operation.ts';

/** Marked operations of the manifest. They follow the manifest and the supergraph. */
export interface PublishedOperations {
  /** Returns the operations by name. */
  readonly current: () => ReadonlyMap<string, PublishedOperation>;
  /** Returns a sentence for each marked operation that is left out. */
  readonly warnings: () => readonly string[];
  readonly stop: () => void;
}

/** Source of the manifest. */
export interface FollowedSafelist {
  /** Calls the listener with the current list, and with each later one. Returns a function that removes the listener. */
  readonly follow: (listener: (safelist: Safelist) => void) => () => void;
}

/** Reason why an operation is left out. The cause is for the log only. */
interface Problem {
  readonly problem: string;
  readonly err?: unknown;
}

/** Operations read from one list and one schema. */
interface Read {
  readonly operations: ReadonlyMap<string, PublishedOperation>;
  readonly problems: readonly Problem[];
}

/** Number of operations that are read before requests have a turn. */
const operationsPerTurn = 200;

/**
 * Starts to follow the marked operations. One that cannot be offered is left out, and of several with the same name all
 * are: a client must never reach another operation than the one it knows by that name.
 */
export async function startPublishedOperations(options: {
  readonly safelist: FollowedSafelist;
  readonly engine: Pick<Engine, 'onVersion'>;
  readonly log: Log;
}): Promise<PublishedOperations> {
  const { safelist, engine, log } = options;
  let read: Read = { operations: new Map(), problems: [] };
  let list: Safelist | undefined;
  let served: { readonly apiSchema: GraphQLSchema; readonly supergraphSdl: string } | undefined;
  let running = new AbortController();
  let reading = Promise.resolve();
  const update = (): void => {
    running.abort();
    running = new AbortController();
    if (list === undefined || served === undefined) return;
    reading = readAll(list, served, running.signal).then(
      (next) => {
        if (next === undefined) return;
        read = next;
        for (const { problem, err } of next.problems)
          log.warn({ problem, err }, 'an operation is not offered to programs');
      },
      (err: unknown) => log.error({ err }, 'failed to read the operations for programs'),
    );
  };
  const unfollow = safelist.follow((next) => {
    list = next;
    update();
  });
  const leave = engine.onVersion((version) => {
    served = version;
    update();
  });
  await reading;
  return {
    current: () => read.operations,
    warnings: () => read.problems.map(({ problem }) => problem),
    stop: () => {
      running.abort();
      unfollow();
      leave();
    },
  };
}

/** Reads the marked operations of a list. Returns undefined if the signal aborts. */
async function readAll(
  list: Safelist,
  { apiSchema, supergraphSdl }: { readonly apiSchema: GraphQLSchema; readonly supergraphSdl: string },
  signal: AbortSignal,
): Promise<Read | undefined> {
  const accessOf = createAccessReader(supergraphSdl, apiSchema);
  const found: PublishedOperation[] = [];
  const problems: Problem[] = [];
  let count = 0;
  for (const listed of list.operations()) {
    count += 1;
    if (count % operationsPerTurn === 0) await nextTurn();
    if (signal.aborted) return undefined;
    if (!mayBeMarked(listed.document)) continue;
    try {
      const operation = readPublishedOperation(listed, apiSchema, accessOf);
      if (operation !== undefined) found.push(operation);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const problem = `The operation ${JSON.stringify(listed.id)} is not offered to programs: it ${error.message}.`;
      problems.push({ problem, ...(error.cause !== undefined && { err: error.cause }) });
    }
  }
  const byName = Map.groupBy(found, ({ name }) => name);
  const twice = [...byName].filter(([, { length }]) => length > 1).map(([name]) => name);
  problems.push(
    ...twice.map((name) => ({
      problem: `No operation ${JSON.stringify(name)} is offered to programs: several have this name.`,
    })),
  );
  const operations = new Map(
    found.filter(({ name }) => !twice.includes(name)).map((operation) => [operation.name, operation]),
  );
  return { operations, problems };
}
