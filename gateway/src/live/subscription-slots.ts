import { RefusedError } from '@supergraph/service-kit/refusal.ts';

/** Limits for the number of open subscriptions. */
export interface SubscriptionSlots {
  /**
   * Takes a slot for a client. Returns the function that frees it. Throws RefusedError if no slot is free.
   */
  readonly take: (client: string) => () => void;
  /** Number of slots that are taken. */
  readonly taken: () => number;
}

/** Creates the slots. */
export function createSubscriptionSlots(limits: {
  readonly perClient: number;
  readonly inAll: number;
}): SubscriptionSlots {
  const { perClient, inAll } = limits;
  const byClient = new Map<string, number>();
  let taken = 0;
  return {
    take(client) {
      const own = byClient.get(client) ?? 0;
      if (own >= perClient) {
        const message = `A client may have at most ${perClient} subscriptions at once.`;
        const details = { figure: own + 1, limit: perClient };
        throw new RefusedError({ code: 'SUBSCRIPTION_LIMIT_EXCEEDED', message, details });
      }
      if (taken >= inAll) {
        const message = 'The gateway has reached its limit of open subscriptions. Retry after 1 s.';
        throw new RefusedError({ code: 'SERVICE_OVERLOADED', message, retryAfterSeconds: 1 });
      }
      byClient.set(client, own + 1);
      taken += 1;
      let isFree = false;
      return () => {
        if (isFree) return;
        isFree = true;
        taken -= 1;
        const left = (byClient.get(client) ?? 1) - 1;
        if (left === 0) byClient.delete(client);
        else byClient.set(client, left);
      };
    },
    taken: () => taken,
  };
}
