/**
 * The gateways that can be put in a process: Apollo's own, ours, the floor that Apollo Server sets for both, and the
 * peers, which are installed on request.
 */
export type GatewayKind = 'stock' | 'ours' | 'floor' | 'hive';

/** How a gateway is called in tables. */
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
