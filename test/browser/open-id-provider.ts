import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { findFreePort } from '../graph/free-port.ts';

/** An OpenID provider that certifies any name as the subject. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly audience: string;
  /** Grants of its token endpoint, in order. */
  readonly grants: readonly string[];
  /** Registers a client. Must be called before the first request. */
  readonly serve: (options: ClientOptions) => Promise<void>;
  /** Forgets all refresh tokens. */
  readonly stop: () => Promise<void>;
}

interface ClientOptions {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly refreshTokens: boolean;
  readonly tokenSeconds: number;
}

/** Chooses an address for a provider. `serve` starts it, since it must know the address of its client. */
export async function createOpenIdProvider(): Promise<OpenIdProvider> {
  const port = await findFreePort();
  const issuer = `http://127.0.0.1:${port}`;
  const audience = 'https://graph.example.com/';
  const grants: string[] = [];
  const server = createServer();
  return {
    issuer,
    audience,
    grants,
    serve: async (options) => {
      const provider = new Provider(issuer, await configure(options, audience, grants));
      server.on('request', provider.callback());
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function configure(
  { clientId, redirectUri, scope, refreshTokens, tokenSeconds }: ClientOptions,
  audience: string,
  grants: string[],
) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'one' }] },
    clients: [
      {
        client_id: clientId,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [new URL('.', redirectUri).href],
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    cookies: { keys: ['a key of a test'] },
    clientBasedCORS: () => true,
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    issueRefreshToken: () => refreshTokens,
    ttl: {
      AccessToken: tokenSeconds,
      IdToken: 60,
      Interaction: 600,
      Session: 600,
      Grant: 600,
      RefreshToken: 600,
    },
    scopes: ['openid', 'offline_access', ...scope.split(' ')],
    // Consent is given beforehand. The login is the provider's own page.
    loadExistingGrant: async (context: GrantContext) => {
      const { client, session, provider } = context.oidc;
      if (session.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(`openid offline_access ${scope}`);
      grant.addResourceScope(audience, scope);
      await grant.save();
      return grant;
    },
    features: {
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (context: TokenContext) => {
          const { grant_type: grant } = context.oidc.params ?? {};
          if (typeof grant === 'string') grants.push(grant);
          return {
            scope,
            audience,
            accessTokenTTL: tokenSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
  };
}

interface GrantContext {
  readonly oidc: {
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string | undefined };
    readonly provider: Provider;
  };
}

interface TokenContext {
  readonly oidc: { readonly params?: Readonly<Record<string, unknown>> };
}
