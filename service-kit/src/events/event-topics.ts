import type { EventQueue } from './event-queue.ts';
import type { EventFilter, OutboxEvent } from './outbox-event.ts';

/**
 * Queues by the events that they take. An event costs two look-ups, however many queues there are for other
 * events.
 */
export interface EventTopics {
  readonly add: (filter: EventFilter, queue: EventQueue) => void;
  readonly remove: (filter: EventFilter, queue: EventQueue) => void;
  /** Adds an event to each queue that takes it. */
  readonly push: (event: OutboxEvent) => void;
  readonly queues: () => ReadonlySet<EventQueue>;
  readonly isEmpty: () => boolean;
}

/** Creates topics without queues. */
export function createEventTopics(): EventTopics {
  const topics = new Map<string, Set<EventQueue>>();
  const add = (topic: string, queue: EventQueue): void => {
    const queues = topics.get(topic) ?? new Set();
    topics.set(topic, queues.add(queue));
  };
  const remove = (topic: string, queue: EventQueue): void => {
    const queues = topics.get(topic);
    queues?.delete(queue);
    if (queues?.size === 0) topics.delete(topic);
  };
  return {
    add(filter, queue) {
      for (const topic of topicsOf(filter)) add(topic, queue);
    },
    remove(filter, queue) {
      for (const topic of topicsOf(filter)) remove(topic, queue);
    },
    push(event) {
      for (const queue of topics.get(event.entity) ?? []) queue.push(event);
      for (const queue of topics.get(topicOf(event.entity, event.entityId)) ?? []) queue.push(event);
    },
    queues: () => new Set([...topics.values()].flatMap((queues) => [...queues])),
    isEmpty: () => topics.size === 0,
  };
}

function topicsOf({ entity, ids }: EventFilter): readonly string[] {
  return ids === undefined ? [entity] : ids.map((id) => topicOf(entity, id));
}

function topicOf(entity: string, id: string): string {
  return `${entity} ${id}`;
}
