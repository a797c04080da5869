import type { CostOptions } from '@supergraph/engine';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { readCaller } from '../gateway-context.ts';

/**
 * Creates the cost limits of operations. 0 disables MAX_COST and MAX_SUBGRAPH_COST. Clients request the estimate with a
 * header.
 */
export function createCostLimits({ cost, mode }: Pick<GatewayConfig, 'cost' | 'mode'>): CostOptions {
  const { maxCost, maxSubgraphCost, maxCosts, defaultListSize, scope } = cost;
  const limits = new Map<string, number>();
  return {
    ...(maxCost > 0 && { maxCost }),
    maxSubgraphCost: (subgraph) => {
      const limit = limits.get(subgraph) ?? maxCosts.get(variablePrefix(subgraph)) ?? maxSubgraphCost;
      limits.set(subgraph, limit);
      return limit === 0 ? undefined : limit;
    },
    defaultListSize,
    exposeCost: ({ headers, contextValue }) => {
      if (!headers?.get(costHeader)) return false;
      if (mode !== 'production') return true;
      return scope !== undefined && readCaller(contextValue).viewer.scopes.has(scope);
    },
  };
}

/** Header that requests the estimate in `extensions.cost`. Any value except an empty one does. */
const costHeader = 'x-show-cost';
