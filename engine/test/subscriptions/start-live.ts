import type {
  EngineOptions,
  OperationAnswer,
  OperationRequest,
  OperationResult,
  Refused,
} from '../../src/index.ts';
import { createClient, startEngine } from '../kit/start-engine.ts';
import type { SubgraphDefinition } from '../kit/subgraph-definition.ts';
import { orders, users, withEvents } from './live-graph.ts';

/** Starts an engine whose orders have events. `subscribe` is for a client that is signed in. */
export async function startLive(
  options: Omit<EngineOptions, 'supergraph'> = {},
  definitions: Readonly<Record<string, SubgraphDefinition>> = { orders, users },
) {
  const { source, options: own } = withEvents(definitions);
  const { engine, execute, change } = await startEngine(definitions, { ...own, ...options });
  const subscribe = async (text: string, request: Partial<OperationRequest> = {}) =>
    follow(
      await execute(text, { subscriptions: true, client: createClient({ isSignedIn: true }), ...request }),
    );
  return { engine, source, execute, change, subscribe };
}

/** Returns the events of a subscription, one at a time. Throws for any other result. */
export function follow(result: OperationResult) {
  if (result.kind !== 'subscription')
    throw new Error(`A subscription was expected: ${JSON.stringify(result)}`);
  const iterator = result.events[Symbol.asyncIterator]();
  const next = async (): Promise<OperationAnswer | Refused | undefined> => {
    const step = await iterator.next();
    return step.done ? undefined : step.value;
  };
  return { next, end: async () => void (await iterator.return?.()), cursor: result.cursor };
}
