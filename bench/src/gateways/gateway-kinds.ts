/**
 * The gateways that can be measured: Apollo's own, ours, our engine in plain Apollo Server, Apollo Server alone, a bare
 * server as the floor for all, and the peers, which are installed on request.
 */
export type GatewayKind = 'stock' | 'ours' | 'engine' | 'floor' | 'bare' | 'hive';

/** Names of the gateways in tables. */
export const gatewayTitles: Readonly<Record<GatewayKind, string>> = {
  stock: '@apollo/gateway',
  ours: 'ours',
  engine: '@supergraph/engine in Apollo Server',
  floor: 'Apollo Server alone',
  bare: 'node:http and one exchange',
  hive: '@graphql-hive/gateway',
};

/** Narrows a value received from another process. */
export function isGatewayKind(value: unknown): value is GatewayKind {
  return typeof value === 'string' && value in gatewayTitles;
}
