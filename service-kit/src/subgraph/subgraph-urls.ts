import { ConfigError, deferred, family, notSet, type Value } from '../config.ts';
import { url, withDefault } from '../variables.ts';
import { variablePrefix } from './subgraph-config.ts';

/** A subgraph as the supergraph declares it. */
export interface SubgraphLocation {
  readonly name: string;
  /** Empty if the supergraph has none. */
  readonly url: string;
}

/**
 * URLs of all variables `<NAME>_URL` by `<NAME>`. A later supergraph may add subgraphs that are unknown at the start, and
 * a variable of another program may end in _URL too, so a malformed one is a problem only for a subgraph of its name.
 */
export const subgraphUrls = family('_URL', (name) => {
  const about = 'URL of a subgraph, as in `SHOP_URL` for `shop`.';
  const variable = url(name, ['http:', 'https:'], { about });
  return deferred(withDefault(variable, '', 'URL of the supergraph'));
});

/** Returns `<NAME>_URL`, or else the URL of the supergraph. Throws ConfigError if it is malformed, or if both are absent. */
export function subgraphUrl(urls: Value<typeof subgraphUrls>, subgraph: SubgraphLocation): string {
  const prefix = variablePrefix(subgraph.name);
  const found = urls.get(prefix) ?? (subgraph.url || notSet(`${prefix}_URL`));
  if (found instanceof ConfigError) throw found;
  return found;
}
