/** Gateways that are measured: ours and Apollo's, each without and with its cache. */
export const cacheKinds = {
  ours: 'ours without a cache',
  'ours-cached': 'ours, entities and root fields',
  stock: '@apollo/gateway without a cache',
  'stock-cached': '@apollo/gateway, whole answers',
} as const;

export type CacheKind = keyof typeof cacheKinds;

/** Narrows a value received from another process. */
export function isCacheKind(value: unknown): value is CacheKind {
  return typeof value === 'string' && value in cacheKinds;
}
