/**
 * The gateways that can be measured: Apollo's own, ours, Apollo Server alone as the floor for both, and the
 * peers, which are installed on request.
 */
export type GatewayKind = 'stock' | 'ours' | 'floor' | 'hive';

/** Names of the gateways in tables. */
export const gatewayTitles: Readonly<Record<GatewayKind, string>> = {
  stock: '@apollo/gateway',
  ours: '@supergraph/engine',
  floor: 'Apollo Server alone',
  hive: '@graphql-hive/gateway',
};

/** Narrows a value received from another process. */
export function isGatewayKind(value: unknown): value is GatewayKind {
  return typeof value === 'string' && value in gatewayTitles;
}
