/** The gateways that can be put in a process: Apollo's own, ours, and the peers, which are installed on request. */
export type GatewayKind = 'stock' | 'ours' | 'hive';

/** How a gateway is called in tables. */
export const gatewayTitles: Readonly<Record<GatewayKind, string>> = {
  stock: '@apollo/gateway',
  ours: '@supergraph/engine',
  hive: '@graphql-hive/gateway',
};

/** Narrows a value received from another process. */
export function isGatewayKind(value: unknown): value is GatewayKind {
  return typeof value === 'string' && value in gatewayTitles;
}
