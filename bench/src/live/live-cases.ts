/** Protocols of subscribers. */
export type Protocol = 'WebSocket' | 'SSE';

/** Workload: the products that each subscriber follows, and the events. */
export type LiveCase = {
  readonly title: string;
  /** SKUs that subscriber `n` follows. */
  readonly follows: (n: number) => readonly string[];
  /** Whether each event is for all subscribers, or for one in turn. */
  readonly isForAll: boolean;
  readonly eventsPerSecond: number;
};

/** Product that all subscribers may follow. */
export const commonSku = 'LIVE-ALL';

/** Returns the product of one subscriber. */
export function ownSku(n: number): string {
  return `LIVE-${n}`;
}

/** Subscription of all cases. */
export const query =
  'subscription ($skus: [ID!]!) { stockChanged(skus: $skus) { kind at product { sku stock } } }';

export const liveCases: readonly LiveCase[] = [
  {
    title: '1/s to all, equal',
    follows: () => [commonSku],
    isForAll: true,
    eventsPerSecond: 1,
  },
  {
    title: '1/s to all, different',
    follows: (n) => [commonSku, ownSku(n)],
    isForAll: true,
    eventsPerSecond: 1,
  },
  {
    title: '500/s to one each',
    follows: (n) => [ownSku(n)],
    isForAll: false,
    eventsPerSecond: 500,
  },
];
