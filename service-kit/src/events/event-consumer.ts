import type { Transaction } from 'kysely';
import type { CloudEvent } from './cloud-event.ts';

/** Part of a service that reacts to events, such as a projection. It has its own progress, retries and dead letters. */
export interface EventConsumer<Tables> {
  /** Name within the service: lower case letters, digits and `-`, such as `spent`. Never change it: progress belongs to it. */
  readonly name: string;
  /** Types of events to receive. */
  readonly types: readonly string[];
  /**
   * Makes the effect of an event. It commits together with the note that the event was handled, so it happens exactly once.
   * It must have no effects outside of the transaction.
   */
  readonly handle: (event: CloudEvent, transaction: Transaction<Tables>) => Promise<void>;
  readonly afterDeadLetter: AfterDeadLetter;
  /** True if handlers change entities of their own service. The events of these changes are then announced at once. */
  readonly emits: boolean;
  /** Copies that the consumer keeps, if they can be rebuilt. */
  readonly projection?: Projection<Tables> | undefined;
}

/** Copies of the entities of another service, which `npm run events:replay` rebuilds. */
export interface Projection<Tables> {
  /**
   * Kind of the entities. The database of their service has the functions `restate_<entity>` and `known_<entity>`, and the
   * consumer handles the type `<entity>-restated`.
   */
  readonly entity: string;
  /** Table of the copies. Its column `id` is the id of the entity, a UUID. */
  readonly table: string;
  /** Forgets the copies of entities that do not exist any more. */
  readonly forget: (ids: readonly string[], transaction: Transaction<Tables>) => Promise<void>;
}

/**
 * Later events of an entity of which one event cannot be handled: they `wait` until an operator has retried or dropped it, or
 * are handled, so that the entity has a gap. Events of other entities always go on.
 */
export type AfterDeadLetter = 'wait' | 'continue';

/** Handlers by type of event. `Events` has the generated type of `data` for each type of event. */
export type EventHandlers<Tables, Events> = {
  readonly [Type in keyof Events & string]?: (
    event: CloudEvent<Type, Events[Type]>,
    transaction: Transaction<Tables>,
  ) => Promise<void>;
};

/** Defines a consumer by a handler for each type of event that it receives. */
export function defineConsumer<Tables, Events>(options: {
  readonly name: string;
  readonly on: EventHandlers<Tables, Events>;
  /** default: `wait` */
  readonly afterDeadLetter?: AfterDeadLetter | undefined;
  /** default: false */
  readonly emits?: boolean | undefined;
  readonly projection?: Projection<Tables> | undefined;
}): EventConsumer<Tables> {
  const { name, on, afterDeadLetter = 'wait', emits = false, projection } = options;
  if (!/^[a-z][a-z\d-]{0,39}$/.test(name))
    throw new TypeError(`the name of a consumer must match [a-z][a-z0-9-]*, but is ${JSON.stringify(name)}`);
  const handlers = new Map<string, unknown>(Object.entries(on));
  return {
    name,
    types: [...handlers.keys()],
    async handle(event, transaction) {
      const handler = handlers.get(event.type);
      // The type of an event is that of its key, which its contract checks where it is emitted.
      if (isHandler<Tables>(handler)) await handler(event, transaction);
    },
    afterDeadLetter,
    emits,
    projection,
  };
}

function isHandler<Tables>(value: unknown): value is EventConsumer<Tables>['handle'] {
  return typeof value === 'function';
}
