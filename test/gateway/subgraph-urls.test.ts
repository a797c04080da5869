import { inspect } from 'node:util';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { subgraphUrl, subscriptionsUrl } from '@supergraph/service-kit/subgraph/subgraph-urls.ts';
import { expect, test } from 'vitest';

const least = { SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname };
const later = { name: 'payments', url: 'http://payments/' };

test('the gateway reads nothing from the environment after the start, and keeps no password of a database', () => {
  const env = {
    ...least,
    PAYMENTS_URL: 'http://elsewhere/',
    USERS_DATABASE_URL: 'postgres://a:secret@host/db',
  };
  const { proxy, revoke } = Proxy.revocable<Environment>(env, {});
  const config = readGatewayConfig(proxy);
  revoke();
  expect(subgraphUrl(config.supergraph.urls, later)).toBe('http://elsewhere/');
  expect(inspect(config, { depth: 20 })).not.toContain('secret');
});

test('a malformed URL of a subgraph is refused when a supergraph adds that subgraph, by the name of its variable', () => {
  const { supergraph } = readGatewayConfig({ ...least, PAYMENTS_URL: 'payments' });
  expect(() => subgraphUrl(supergraph.urls, later)).toThrow(
    /PAYMENTS_URL must be a URL that starts with http:\/\/ or https:\/\/, but is not/,
  );
});

test('a subgraph without a URL in a variable or in the supergraph is refused', () => {
  const { supergraph } = readGatewayConfig(least);
  expect(subgraphUrl(supergraph.urls, later)).toBe(later.url);
  expect(() => subgraphUrl(supergraph.urls, { ...later, url: '' })).toThrow('PAYMENTS_URL is required');
});

test('subscriptions of a subgraph may have a URL of their own, of HTTP or of WebSockets', () => {
  const read = (PAYMENTS_SUBSCRIPTIONS_URL?: string) =>
    subscriptionsUrl(
      readGatewayConfig({ ...least, PAYMENTS_SUBSCRIPTIONS_URL }).supergraph.subscriptionsUrls,
      later,
    );
  expect(read()).toBeUndefined();
  expect(read('wss://payments/subscriptions')).toBe('wss://payments/subscriptions');
  expect(() => read('ftp://payments/')).toThrow(/PAYMENTS_SUBSCRIPTIONS_URL must be a URL/);
});
