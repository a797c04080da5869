import type { Log } from '@supergraph/service-kit/log.ts';
import { requestScope } from '@supergraph/service-kit/request-scope.ts';
import type { Caller } from '../gateway-context.ts';
import type { OperationParameters } from '../policy/operation-admission.ts';
import { Delivery, type DeliveryEnd, type DeliveryLimits } from './delivery.ts';
import type { OperationOutcome } from './operation-outcome.ts';
import type { SubscriptionSlots } from './subscription-slots.ts';

/** Operation that the policies have admitted. */
export interface LiveOperation {
  readonly parameters: OperationParameters;
  readonly caller: Caller;
  /** Headers of the client: those of its request, or of its WebSocket and the message `connection_init`. */
  readonly headers: { readonly get: (name: string) => string | undefined };
  /**
   * Forms of outcomes that the client can receive, besides a single result. Other outcomes are refused, or
   * turned into a single result.
   */
  readonly accepts: { readonly stream: boolean; readonly incremental: boolean };
  /** False if the protocol has heartbeats of its own. default: true */
  readonly heartbeats?: boolean;
  /** False if the request must not run mutations. */
  readonly mayMutate: boolean;
  /**
   * Cursor after which a subscription resumes, or undefined to begin now. Takes precedence over its
   * arguments.
   */
  readonly after: string | undefined;
  /** Called once when the subscription of the operation has ended. default: none */
  readonly onEnd?: (() => void) | undefined;
}

/** Executes operations. Throws RefusedError to refuse one before it is read. */
export type ExecuteOperation = (operation: LiveOperation) => Promise<OperationOutcome>;

/** Outcome whose subscription is delivered within the limits. */
export type LiveOutcome =
  | Exclude<OperationOutcome, { readonly kind: 'stream' }>
  | { readonly kind: 'stream'; readonly delivery: Delivery };

/** Starts operations. Throws RefusedError to refuse one. */
export type StartOperation = (operation: LiveOperation, draining: AbortSignal) => Promise<LiveOutcome>;

/** Observer of subscriptions. */
export interface SubscriptionObserver {
  readonly delivered: () => void;
  readonly ended: (reason: DeliveryEnd) => void;
}

/** Creates the start of operations: executes them, and keeps subscriptions within the limits. */
export function createLiveOperations(options: {
  readonly execute: ExecuteOperation;
  readonly slots: SubscriptionSlots;
  readonly limits: DeliveryLimits;
  readonly observer: SubscriptionObserver;
  readonly log: Log;
}): StartOperation {
  const { execute, slots, limits, observer, log } = options;
  return async (operation, draining) => {
    const record = requestScope.getStore();
    const outcome = await execute(operation);
    if (outcome.kind !== 'stream') return outcome;
    const { viewer, rateKey } = operation.caller;
    let free: () => void;
    try {
      free = slots.take(rateKey);
    } catch (refusal) {
      await outcome.results[Symbol.asyncIterator]().return?.();
      throw refusal;
    }
    const { expiresAt } = viewer;
    let results = 0;
    const onResult = (): void => {
      results += 1;
      observer.delivered();
    };
    const onEnd = (reason: DeliveryEnd): void => {
      free();
      observer.ended(reason);
      record?.note({ results, reason });
      operation.onEnd?.();
    };
    const { heartbeats = true } = operation;
    const delivery = new Delivery(outcome, { limits, heartbeats, expiresAt, draining, onResult, onEnd, log });
    return { kind: 'stream', delivery };
  };
}
