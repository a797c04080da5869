import { Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import type { ReadEngineOptions } from '../engine-options.ts';
import type { OperationAnswer } from '../execution/operation-results.ts';
import type { PreparedOperation } from '../prepare/prepare-operation.ts';
import type { Refused } from '../refusal.ts';
import type { ClientRequest, SubgraphEvent } from '../subgraphs/subgraph.ts';

/** Function that answers one event of a subscription, which was prepared for it. */
export type AnswerEvent = (
  prepared: PreparedOperation,
  event: SubgraphEvent,
  /** Returns the signal that ends requests to other subgraphs. Not called if there are none. */
  signal: () => AbortSignal,
) => Promise<OperationAnswer | Refused>;

/** Function that executes an event. */
export type ExecuteEvent = (
  prepared: PreparedOperation,
  event: SubgraphEvent,
  signal: AbortSignal | undefined,
) => Promise<OperationAnswer | Refused>;

/** Answer to an event for all subscriptions with one key. */
interface SharedAnswer {
  readonly answer: Promise<OperationAnswer | Refused>;
  readonly ended: AbortController;
  /** Number of subscriptions that wait for it. */
  waiting: number;
}

/**
 * Shares the answer to an event among subscriptions that get the same event object, were prepared to the same operation,
 * and have equal clients and variables. Access was decided for each of them before. Equal answers are the same object.
 */
export function createSharedAnswers(
  answer: ExecuteEvent,
  keyOf: ReadEngineOptions['shareSubscriptions'],
): AnswerEvent {
  const shared = new WeakMap<SubgraphEvent, WeakMap<CompiledOperation, Map<string, SharedAnswer>>>();
  const keyOfRequest = createKeyOfRequest(keyOf);
  const answerOwn: ExecuteEvent = async (prepared, event, signal) =>
    withCursor(await answer(prepared, copyIfChanged(prepared, event), signal), event);
  return (prepared, event, signal) => {
    // A trace is about one client.
    const key = prepared.trace === undefined ? keyOfRequest(prepared) : undefined;
    if (key === undefined)
      return answerOwn(prepared, event, hasFetches(prepared.compiled) ? signal() : undefined);
    const byOperation = getOrCreate(shared, event, () => new WeakMap());
    const byKey = getOrCreate(byOperation, prepared.compiled, () => new Map<string, SharedAnswer>());
    const entry = getOrCreate(byKey, key, () => {
      const ended = new AbortController();
      return { answer: answerOwn(prepared, event, ended.signal), ended, waiting: 0 };
    });
    if (!hasFetches(prepared.compiled)) return entry.answer;
    return whileWaiting(entry, signal(), () => byKey.delete(key));
  };
}

/** Waits for an answer. The last subscription that leaves before it is there ends its requests to subgraphs. */
async function whileWaiting(
  entry: SharedAnswer,
  signal: AbortSignal,
  onAbandoned: () => void,
): Promise<OperationAnswer | Refused> {
  const leave = (): void => {
    entry.waiting -= 1;
    if (entry.waiting > 0) return;
    onAbandoned();
    entry.ended.abort();
  };
  entry.waiting += 1;
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await entry.answer;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Returns true if the answer needs requests to subgraphs besides the event. */
function hasFetches({ step }: CompiledOperation): boolean {
  return step?.kind !== 'event';
}

/** Returns a copy of an event if its execution changes the data: answers of other subgraphs are merged into it. */
function copyIfChanged({ compiled }: PreparedOperation, event: SubgraphEvent): SubgraphEvent {
  const isUnchanged = !hasFetches(compiled) && compiled.event?.outputRewrites.length === 0;
  return isUnchanged ? event : { ...event, data: structuredClone(event.data) };
}

function withCursor(answer: OperationAnswer | Refused, { cursor }: SubgraphEvent): OperationAnswer | Refused {
  if (answer.kind === 'refused' || cursor === undefined) return answer;
  return { ...answer, extensions: { ...answer.extensions, cursor } };
}

/** Creates a function that returns a key of the client and of the variables that answers to events depend on. */
function createKeyOfRequest(keyOf: ReadEngineOptions['shareSubscriptions']) {
  const clients = new WeakMap<ClientRequest, { readonly key: string | undefined }>();
  const operations = new WeakMap<OperationDefinitionNode, readonly string[]>();
  return ({ client, compiled: { operation }, variables }: PreparedOperation): string | undefined => {
    const { key } = getOrCreate(clients, client, () => ({ key: keyOf?.(client) }));
    if (key === undefined) return undefined;
    const names = getOrCreate(operations, operation, () => findVariablesOfEvents(operation));
    return names.length === 0 ? key : JSON.stringify([key, names.map((name) => variables[name])]);
  };
}

/** Returns the variables of a subscription, without those in the arguments of its root field: they chose the event. */
function findVariablesOfEvents(operation: OperationDefinitionNode): readonly string[] {
  const all = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const [root, ...others] = operation.selectionSet.selections;
  if (root?.kind !== Kind.FIELD || others.length > 0) return all;
  const names = new Set<string>();
  let hasFragments = false;
  for (const part of [...(root.directives ?? []), ...(root.selectionSet ? [root.selectionSet] : [])])
    visit(part, {
      Variable: ({ name }) => void names.add(name.value),
      FragmentSpread() {
        hasFragments = true;
      },
    });
  return hasFragments ? all : all.filter((name) => names.has(name));
}

function getOrCreate<Key extends object | string, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  create: () => Value,
): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
