/** Event of an outbox: something that happened to one entity of a service. */
export interface OutboxEvent {
  /** Kind of the entity, such as `order`. */
  readonly entity: string;
  readonly entityId: string;
  /** Past tense, such as `order-paid`. */
  readonly type: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
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
