import { type RegisteredSubgraph, readRegistry } from '@supergraph/schema/registry.ts';
import { ConfigError, optional, readConfig, text, url } from '@supergraph/service-kit/config.ts';
import { privateKeyFile, publicKeysFile } from '@supergraph/service-kit/identity/key-file.ts';
import {
  followPrivateKey,
  followPublicKeys,
  type KeySource,
  startRemoteKeys,
} from '@supergraph/service-kit/identity/key-source.ts';
import { createTokenVerifier } from '@supergraph/service-kit/identity/token-verifier.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { variablePrefix } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { policies } from '../../schema/policies.ts';
import { createIdentityPlugin } from './identity-plugin.ts';

const config = readConfig(process.env, {
  issuer: text('TOKEN_ISSUER'),
  audience: text('TOKEN_AUDIENCE'),
  keysUrl: optional(url('CLIENT_JWKS_URL', ['https:', 'http:'])),
  keysFile: optional(publicKeysFile('CLIENT_PUBLIC_KEYS_FILE')),
  internalKey: privateKeyFile('INTERNAL_PRIVATE_KEY_FILE'),
});
const log = createLog({ service: 'hive-gateway', mode: 'production', level: 'info' });
const verifier = createTokenVerifier({
  purpose: 'client',
  keys: await startClientKeys(),
  issuer: config.issuer,
  audience: config.audience,
  algorithms: ['ES256', 'RS256'],
  clockSkewMs: 5_000,
});
const { plugin, viewerOf } = createIdentityPlugin(verifier, followPrivateKey(config.internalKey, log));

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
  // The plugin reads a token from the headers of a request, which operations over a WebSocket do not have.
  disableWebsockets: true,
  graphiql: false,
  landingPage: false,
};

async function startClientKeys(): Promise<KeySource> {
  if (config.keysFile !== undefined) return followPublicKeys(config.keysFile, log);
  if (config.keysUrl === undefined)
    throw new ConfigError(['CLIENT_JWKS_URL or CLIENT_PUBLIC_KEYS_FILE is required but not set']);
  const times = { timeoutMs: 5_000, refreshMs: 300_000, cooldownMs: 5_000, maxStaleMs: 86_400_000 };
  return startRemoteKeys({ url: config.keysUrl, ...times, log });
}

/** Returns the location of a subgraph: `<NAME>_URL`, or else the URL of the supergraph. */
function readTransport({ name }: RegisteredSubgraph) {
  const { location } = readConfig(process.env, {
    location: optional(url(`${variablePrefix(name)}_URL`, ['http:', 'https:'])),
  });
  return [name, location === undefined ? {} : { location }] as const;
}
