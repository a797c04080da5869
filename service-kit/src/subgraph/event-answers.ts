import { type DocumentNode, type GraphQLSchema, getOperationAST, Kind, visit } from 'graphql';
import { createBoundedCache } from '../bounded-cache.ts';
import type { StreamedEvent } from '../events/event-stream.ts';
import type { OutboxEvent } from '../events/outbox-event.ts';
import type { Viewer } from '../identity/viewer.ts';

/** Parts of a subscription that its answers depend on. */
interface Subscription {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
}

/** Group of subscriptions whose answers to an event are equal. */
type Group = object;

/** Answers that subscriptions of one group share. Equal answers are the same object. */
export interface EventAnswers<Answer> {
  /** Returns the group of a subscription, or undefined if it shares no answers. */
  readonly groupOf: (document: DocumentNode, subscription: Subscription) => Group | undefined;
  /** Returns the answer to an event. Calls `answer` unless the group has one. Does not keep undefined. */
  readonly share: (
    group: Group | undefined,
    event: StreamedEvent,
    answer: () => Promise<Answer | undefined>,
  ) => Promise<Answer | undefined>;
}

/** Creates the answers of a subgraph. */
export function createEventAnswers<Answer>(schema: GraphQLSchema): EventAnswers<Answer> {
  const groups = createBoundedCache<Group>({ maxBytes: 4_000_000, bytesOf: () => 0 });
  const shared = new WeakMap<
    OutboxEvent,
    Map<Group, { readonly cursor: string; readonly answering: Promise<Answer | undefined> }>
  >();
  return {
    groupOf(document, { query, operationName, variables, viewer }) {
      const needs = findNeeds(schema, document, operationName);
      if (needs === 'arguments') return undefined;
      const { subject = null, scopes } = viewer;
      const values = needs === 'variables' ? variables : null;
      const key = JSON.stringify([query, operationName, subject, [...scopes].sort(), values]);
      const group = groups.get(key) ?? {};
      groups.set(key, group);
      return group;
    },
    share(group, event, answer) {
      if (group === undefined) return answer();
      const { source, cursor } = event;
      const byGroup = shared.get(source) ?? new Map();
      shared.set(source, byGroup);
      const known = byGroup.get(group);
      // A subscriber that has read events from the outbox may have another cursor.
      if (known?.cursor === cursor) return known.answering;
      const answering = answer().then((result) => {
        if (result === undefined) byGroup.delete(group);
        return result;
      });
      byGroup.set(group, { cursor, answering });
      return answering;
    },
  };
}

/**
 * Returns what the answers to events need besides the event and the viewer: nothing, the variables, or the arguments of
 * the root field, of which a resolver with one parameter knows nothing.
 */
function findNeeds(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): 'nothing' | 'variables' | 'arguments' {
  const [root, ...others] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  if (root?.kind !== Kind.FIELD || others.length > 0) return 'arguments';
  const { resolve } = schema.getSubscriptionType()?.getFields()[root.name.value] ?? {};
  if (resolve === undefined || resolve.length > 1) return 'arguments';
  let needs: 'nothing' | 'variables' = 'nothing';
  const found = (): void => {
    needs = 'variables';
  };
  for (const part of [...(root.directives ?? []), ...(root.selectionSet ? [root.selectionSet] : [])])
    visit(part, { Variable: found, FragmentSpread: found });
  return needs;
}
