import { deferred, family, notSet, type Value } from '../config.ts';
import { variablePrefix } from '../variable-prefix.ts';
import { url, withDefault } from '../variables.ts';

/**
 * URLs of all variables `<NAME>_URL` by `<NAME>`. A later supergraph may add subgraphs that are unknown at the start, and
 * a variable of another program may end in _URL too, so a malformed one is a problem only for a subgraph of its name.
 */
export const subgraphUrls = family('_URL', (name) => {
  const own = url(name, ['http:', 'https:'], 'URL of a subgraph, as in `SHOP_URL` for `shop`.');
  return deferred(withDefault(own, '', 'URL of the supergraph'));
});

/**
 * URLs of all variables `<NAME>_SUBSCRIPTIONS_URL` by `<NAME>`, as those of requests. One with `ws:` or `wss:` is followed
 * with graphql-transport-ws.
 */
export const subscriptionsUrls = family('_SUBSCRIPTIONS_URL', (name) => {
  const own = url(
    name,
    ['http:', 'https:', 'ws:', 'wss:'],
    'URL of the subscriptions of a subgraph: WebSockets speak graphql-transport-ws, HTTP server-sent events.',
  );
  return deferred(withDefault(own, undefined, 'URL of the subgraph'));
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

/** Returns `<NAME>_SUBSCRIPTIONS_URL`, or undefined if it is unset. Throws ConfigError if it is malformed. */
export function subscriptionsUrl(
  urls: Value<typeof subscriptionsUrls>,
  subgraph: { readonly name: string },
): string | undefined {
  return urls.get(variablePrefix(subgraph.name))?.();
}
