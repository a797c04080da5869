import { type RegisteredSubgraph, readRegistry } from '@supergraph/schema/registry.ts';
import { notSet, readConfig } from '@supergraph/service-kit/config.ts';
import { identitySettings, startClientKeys } from '@supergraph/service-kit/identity/identity-settings.ts';
import { followPrivateKey } from '@supergraph/service-kit/identity/key-source.ts';
import { createTokenVerifier } from '@supergraph/service-kit/identity/token-verifier.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { subgraphUrls } from '@supergraph/service-kit/subgraph/subgraph-urls.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { policies } from '../../schema/policies.ts';
import { createIdentityPlugin } from './identity-plugin.ts';

const { identity, urls } = readConfig(
  { ...process.env, NODE_ENV: 'production' },
  { identity: identitySettings({ signsRequests: true }), urls: subgraphUrls },
);
const { issuer, audience, algorithms, clockSkewMs, internalKey } = identity;
if (internalKey === undefined) throw notSet('INTERNAL_PRIVATE_KEY_FILE');
const log = createLog({ service: 'hive-gateway', mode: 'production', level: 'info' });
const keys = await startClientKeys(identity, '', log);
const verifier = createTokenVerifier({ purpose: 'client', keys, issuer, audience, algorithms, clockSkewMs });
const { plugin, viewerOf } = createIdentityPlugin(verifier, followPrivateKey(internalKey, log));

/**
 * Hive Gateway's configuration, under the name that Hive Gateway expects. The variables are those of our own gateway.
 */
export const gatewayConfig = {
  plugins: () => [plugin],
  transportEntries: Object.fromEntries(readRegistry().map(readTransport)),
  // Enforces the schema's access rules, with the same decisions as our own gateway.
  genericAuth: {
    mode: 'protect-granular',
    rejectUnauthenticated: false,
    resolveUserFn: ({ request }: { readonly request: Request }) => viewerOf(request),
    extractScopes: ({ scopes }: Viewer) => [...scopes],
    extractPolicies: (viewer: Viewer) =>
      Object.entries(policies).flatMap(([name, holds]) => (holds(viewer) ? [name] : [])),
  },
  // The plugin reads the token from the headers of a request. Operations over a WebSocket have none.
  disableWebsockets: true,
  graphiql: false,
  landingPage: false,
};

interface Transport {
  readonly location?: string;
  readonly options: { readonly method: 'POST' };
}

/**
 * Returns how to reach a subgraph: at `<NAME>_URL`, or else the URL of the supergraph, and always with POST. Hive Gateway
 * subscribes with GET otherwise, which subgraphs refuse.
 */
function readTransport({ name }: RegisteredSubgraph): readonly [string, Transport] {
  const location = urls.get(variablePrefix(name))?.();
  return [name, { ...(location !== undefined && { location }), options: { method: 'POST' } }];
}
