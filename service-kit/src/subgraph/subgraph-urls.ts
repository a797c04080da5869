import { deferred, family, notSet, type Value } from '../config.ts';
import { url, withDefault } from '../variables.ts';
import { variablePrefix } from './subgraph-config.ts';

/**
 * URLs of all variables `<NAME>_URL` by `<NAME>`. A later supergraph may add subgraphs that are unknown at the start, and
 * a variable of another program may end in _URL too, so a malformed one is a problem only for a subgraph of its name.
 */
export const subgraphUrls = family('_URL', (name) => {
  const own = url(name, ['http:', 'https:'], 'URL of a subgraph, as in `SHOP_URL` for `shop`.');
  return deferred(withDefault(own, '', 'URL of the supergraph'));
});

/**
 * Returns `<NAME>_URL`, or else the URL of the supergraph, which is empty if it has none. Throws ConfigError if the
 * variable is malformed, or if both are absent.
 */
export function subgraphUrl(
  urls: Value<typeof subgraphUrls>,
  subgraph: { readonly name: string; readonly url: string },
): string {
  const prefix = variablePrefix(subgraph.name);
  const found = urls.get(prefix)?.() ?? subgraph.url;
  if (found === '') throw notSet(`${prefix}_URL`);
  return found;
}
