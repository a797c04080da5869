import { gatewaySettings } from '@supergraph/gateway/gateway-config.ts';
import { type Environment, list, readConfig } from '@supergraph/service-kit/config.ts';
import { subgraphRuntimeSettings } from '@supergraph/service-kit/subgraph/subgraph-config.ts';

/** Settings of a gateway and its subgraphs in one process. */
export type MonolithConfig = ReturnType<typeof readMonolithConfig>;

/**
 * Reads the settings of the whole process, with the variable names of its parts. Throws ConfigError with
 * every problem of every part, each once.
 */
export function readMonolithConfig(env: Environment, names: readonly string[]) {
  return readConfig(env, {
    gateway: gatewaySettings(names),
    subgraphs: list(names.map(subgraphRuntimeSettings)),
  });
}
