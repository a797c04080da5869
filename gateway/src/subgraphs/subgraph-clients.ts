import type { GatewayOptions, ResilienceEvent } from '@supergraph/engine';
import type { TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import type { LocalSubgraph } from '@supergraph/service-kit/subgraph/start-local-subgraph.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { createInProcessSubgraph } from './in-process-subgraph.ts';
import type { RefusalWatch } from './refusal-watch.ts';
import { createResilienceOptions } from './resilience.ts';
import { createSubgraphClient } from './subgraph-client.ts';
import { subgraphUrl } from './subgraph-variables.ts';

/** Options that decide how subgraphs are reached. */
export interface SubgraphClientsOptions {
  readonly config: GatewayConfig;
  /** Subgraphs that run in this process. */
  readonly localSubgraphs: readonly LocalSubgraph[];
  /** Undefined if there is no key to sign requests. Subgraphs in other processes are then unreachable. */
  readonly signToken: TokenSigner | undefined;
  readonly refusals: RefusalWatch;
  /** Called for each event of a subgraph's retries and circuit breaker. */
  readonly onEvent: (subgraph: string, event: ResilienceEvent) => void;
}

/**
 * Creates the clients of subgraphs. Calls a subgraph in this process directly, and any other at the URL of the
 * configuration or the supergraph.
 */
export function createSubgraphClients({
  config,
  localSubgraphs,
  signToken,
  refusals,
  onEvent,
}: SubgraphClientsOptions): NonNullable<GatewayOptions['createSubgraph']> {
  const timeoutMs = config.subgraphTimeoutMs;
  const resilience = createResilienceOptions(config);
  return ({ name, url }) => {
    const local = localSubgraphs.find((subgraph) => subgraph.name === name);
    if (local !== undefined) return createInProcessSubgraph(local, { timeoutMs });
    if (signToken === undefined)
      throw new Error(`INTERNAL_PRIVATE_KEY_FILE is required to call the subgraph "${name}"`);
    const client = createSubgraphClient({
      name,
      url: subgraphUrl(config.subgraphVariables, { name, url }),
      timeoutMs,
      maxResponseBytes: config.maxSubgraphBytes,
      forwardHeaders: config.forwardHeaders,
      signToken,
      resilience: { ...resilience, onEvent: (event) => onEvent(name, event) },
    });
    return refusals.watch(name, client);
  };
}
