import { type GatewayConfig, readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { type Environment, readBoth } from '@supergraph/service-kit/config.ts';
import {
  readSubgraphRuntimeConfig,
  type SubgraphRuntimeConfig,
} from '@supergraph/service-kit/subgraph/subgraph-config.ts';

/** Settings of a gateway and its subgraphs in one process. */
export interface MonolithConfig {
  readonly gateway: GatewayConfig;
  readonly subgraphs: readonly SubgraphRuntimeConfig[];
}

/**
 * Reads the settings of the whole process by the names that the parts have on their own, or throws ConfigError with
 * every problem of every part, each told once.
 */
export function readMonolithConfig(env: Environment, names: readonly string[]): MonolithConfig {
  const [gateway, subgraphs] = readBoth(
    () => readGatewayConfig(env, names),
    () => readSubgraphs(env, names),
  );
  return { gateway, subgraphs };
}

function readSubgraphs(
  env: Environment,
  [name, ...rest]: readonly string[],
): readonly SubgraphRuntimeConfig[] {
  if (name === undefined) return [];
  const [first, others] = readBoth(
    () => readSubgraphRuntimeConfig(name, env),
    () => readSubgraphs(env, rest),
  );
  return [first, ...others];
}
