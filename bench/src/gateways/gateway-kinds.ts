/**
 * The gateways that can be measured: Apollo's own, ours, Apollo Server alone, a bare server as the floor for all, and
 * the peers, which are installed on request.
 */
export type GatewayKind = 'stock' | 'ours' | 'floor' | 'bare' | 'hive';

/** Names of the gateways in tables. */
export const gatewayTitles: Readonly<Record<GatewayKind, string>> = {
  stock: '@apollo/gateway',
  ours: '@supergraph/engine',
  floor: 'Apollo Server alone',
  bare: 'node:http and one exchange',
  hive: '@graphql-hive/gateway',
};

/** Narrows a value received from another process. */
export function isGatewayKind(value: unknown): value is GatewayKind {
  return typeof value === 'string' && value in gatewayTitles;
}
