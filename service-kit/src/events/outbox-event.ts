import type { CloudEvent } from './cloud-event.ts';

/** Event of an outbox: something that happened to one entity of a service. */
export interface OutboxEvent {
  /** Kind of the entity, such as `order`. */
  readonly entity: string;
  readonly entityId: string;
  /** Unique id, which readers of other services know it by. */
  readonly id: string;
  /** Past tense, such as `order-paid`. */
  readonly type: string;
  /** Version of the contract of `data`. */
  readonly version: number;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** W3C trace context of the request that made the change, if it is known. */
  readonly traceparent?: string | undefined;
  /** Id of the transaction that wrote it. */
  readonly transaction: number;
  /** Position after this event. */
  readonly position: EventPosition;
}

/** Events to follow: all of a kind of entity, or those of some entities. */
export interface EventFilter {
  readonly entity: string;
  /** default: all entities of the kind */
  readonly ids?: readonly string[] | undefined;
}

/** Events to read: of some entities, or of some types with their versions, such as `order-paid.v1`. */
export type PageFilter = EventFilter | { readonly types: readonly string[] };

/**
 * Position in an outbox: the events before it are those that the snapshot `seen` shows, and, if there is a
 * `window`, those that its snapshot shows up to its last id. Events have no order that all readers share,
 * because transactions commit in another order than they begin and number their events.
 */
export interface EventPosition {
  /** Snapshot as PostgreSQL writes it: `xmin:xmax:xip,…`. */
  readonly seen: string;
  readonly window?: { readonly until: string; readonly lastId: number } | undefined;
}

/** Returns an event of the outbox of a service in the form that other services receive. */
export function toCloudEvent(service: string, event: OutboxEvent): CloudEvent {
  const { id, type, version, entityId, at, traceparent, data } = event;
  return {
    specversion: '1.0',
    id,
    source: `/${service}`,
    type: `${service}.${type}.v${version}`,
    subject: entityId,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    ...(traceparent !== undefined && { traceparent }),
    data,
  };
}
