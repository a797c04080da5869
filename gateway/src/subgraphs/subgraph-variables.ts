import { type Environment, integer, readConfig, url } from '@supergraph/service-kit/config.ts';
import { variablePrefix } from '@supergraph/service-kit/subgraph/subgraph-config.ts';

/** A subgraph as the supergraph declares it. */
export interface SubgraphDefinition {
  readonly name: string;
  /** Empty if the supergraph has none. */
  readonly url: string;
}

/** Variables that begin with a subgraph's name. Later supergraphs may add subgraphs that are unknown at the start. */
export interface SubgraphVariables {
  /** Texts of all variables `<NAME>_URL`. */
  readonly urls: Environment;
  /** Values of all variables `<NAME>_MAX_COST`, by `<NAME>`. */
  readonly maxCosts: ReadonlyMap<string, number>;
}

/** Reads the variables. Throws ConfigError for a cost that is not a whole number. */
export function readSubgraphVariables(env: Environment): SubgraphVariables {
  const names = Object.keys(env).filter((name) => name.endsWith(costSuffix) && env[name]);
  const limits = { min: 0, max: maxCostLimit, fallback: 0 };
  const costs = readConfig(env, Object.fromEntries(names.map((name) => [name, integer(name, limits)])));
  return {
    urls: Object.fromEntries(Object.entries(env).filter(([name]) => name.endsWith('_URL'))),
    maxCosts: new Map(Object.entries(costs).map(([name, cost]) => [name.slice(0, -costSuffix.length), cost])),
  };
}

/** Returns `<NAME>_URL`, or else the URL of the supergraph. Throws ConfigError if both are absent. */
export function subgraphUrl({ urls }: Pick<SubgraphVariables, 'urls'>, subgraph: SubgraphDefinition): string {
  const name = `${variablePrefix(subgraph.name)}_URL`;
  return readConfig(urls, { url: url(name, ['http:', 'https:'], subgraph.url || undefined) }).url;
}

/** Maximum value of a limit. */
export const maxCostLimit = 1_000_000_000;

const costSuffix = '_MAX_COST';
