import type { GatewayOptions, ResilienceEvent } from '@supergraph/engine';
import type { TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import type { LocalSubgraph } from '@supergraph/service-kit/subgraph/start-local-subgraph.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { createInProcessSubgraph } from './in-process-subgraph.ts';
import type { RefusalWatch } from './refusal-watch.ts';
import { createResilienceOptions } from './resilience.ts';
import { createSubgraphClient } from './subgraph-client.ts';
import { subgraphUrl } from './subgraph-variables.ts';

/** What decides how a subgraph is reached. */
export interface SubgraphClientsOptions {
  readonly config: GatewayConfig;
  /** Those that run in this process. */
  readonly localSubgraphs: readonly LocalSubgraph[];
  /** Undefined where nothing signs requests; then no subgraph of another process can be asked. */
  readonly signToken: TokenSigner | undefined;
  readonly refusals: RefusalWatch;
  /** Called with what is done about a subgraph that fails. */
  readonly onEvent: (subgraph: string, event: ResilienceEvent) => void;
}

/** Says how each subgraph is reached: in this process, else where the configuration or the supergraph says that it is. */
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
    if (signToken === undefined) throw new Error(`INTERNAL_PRIVATE_KEY_FILE is required to ask "${name}"`);
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
