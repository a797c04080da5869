import { type Environment, integer, optional, readConfig } from '@supergraph/service-kit/config.ts';
import { variablePrefix } from '@supergraph/service-kit/subgraph/subgraph-config.ts';

/** Reads what an operation may cost a subgraph: `<NAME>_MAX_COST`, for those that have a limit of their own. */
export function readSubgraphCosts(env: Environment, names: readonly string[]): ReadonlyMap<string, number> {
  const variables = names.map((name) => {
    const variable = integer(`${variablePrefix(name)}_MAX_COST`, { min: 0, max: maxCostLimit });
    return [name, optional(variable)] as const;
  });
  const costs = Object.entries(readConfig(env, Object.fromEntries(variables)));
  return new Map(costs.flatMap(([name, cost]) => (cost === undefined ? [] : [[name, cost] as const])));
}

/** The largest limit. */
export const maxCostLimit = 1_000_000_000;
