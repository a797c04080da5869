import * as oauth from 'oauth4webapi';
import { hrefOf } from '../routing/address.ts';

/** Sign-in at an OpenID provider, as the gateway's settings describe it. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Tokens of a signed-in person. They exist in this page's memory only. */
export interface OpenIdTokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  readonly scopes: ReadonlySet<string>;
  /** Lifetime of the access token when it was issued, or undefined if the provider does not tell. */
  readonly lifetimeSeconds: number | undefined;
}

/** Return from the provider: tokens, and the address that the person came from. */
export type OpenIdReturn =
  | { readonly kind: 'signed-in'; readonly tokens: OpenIdTokens; readonly returnTo: string }
  | { readonly kind: 'signed-out'; readonly reason: string | undefined };

/** State of a sign-in in progress. It outlives the way to the provider and back, and holds no token. */
interface Attempt {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly returnTo: string;
}

const attemptKey = 'desk.sign-in';

const returnPath = 'signed-in';

/** A sign-in at a provider. */
export interface OpenId {
  /** Leaves for the provider. With `silent` it shows nothing, and returns at once. */
  readonly leave: (how: { readonly silent: boolean; readonly returnTo: string }) => Promise<void>;
  /** Completes the sign-in with the address that the provider has led back to. An attempt counts once. */
  readonly complete: (url: URL) => Promise<OpenIdReturn>;
  /** Returns new tokens for the refresh token. Throws if the provider refuses it or cannot be reached. */
  readonly refresh: (before: OpenIdTokens & { readonly refreshToken: string }) => Promise<OpenIdTokens>;
  /** Ends the session at the provider too, if it can, and leads back to the desk. */
  readonly signOut: (idToken: string | undefined) => Promise<void>;
}

/** Creates the sign-in at a provider by the authorization code flow with PKCE (RFC 7636). */
export function createOpenId(provider: OpenIdProvider): OpenId {
  const relation = createRelation(provider);
  return {
    leave: (how) => leave(relation, how),
    complete: (url) => complete(relation, url),
    refresh: (before) => refresh(relation, before),
    signOut: (idToken) => signOut(relation, idToken),
  };
}

type Relation = ReturnType<typeof createRelation>;

function createRelation(provider: OpenIdProvider) {
  const issuer = new URL(provider.issuer);
  const client: oauth.Client = { client_id: provider.clientId };
  // The gateway accepts an issuer without TLS on this machine only.
  const options = { [oauth.allowInsecureRequests]: issuer.protocol === 'http:' };
  return {
    provider,
    client,
    redirectUri: new URL(hrefOf(returnPath), window.location.href).href,
    options: { ...options, additionalParameters: { ...provider.parameters } },
    discover: async () =>
      oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options)),
  };
}

async function leave(
  { provider, redirectUri, discover }: Relation,
  { silent, returnTo }: Parameters<OpenId['leave']>[0],
): Promise<void> {
  const { authorization_endpoint: endpoint } = await discover();
  if (endpoint === undefined) throw new Error('the provider has no authorization endpoint');
  const attempt: Attempt = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    returnTo,
  };
  sessionStorage.setItem(attemptKey, JSON.stringify(attempt));
  const url = new URL(endpoint);
  const parameters = {
    ...provider.parameters,
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: provider.scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    state: attempt.state,
    nonce: attempt.nonce,
    ...(silent && { prompt: 'none' }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  window.location.assign(url);
}

async function complete(
  { provider, client, redirectUri, options, discover }: Relation,
  url: URL,
): Promise<OpenIdReturn> {
  const attempt = readAttempt(sessionStorage.getItem(attemptKey));
  sessionStorage.removeItem(attemptKey);
  if (attempt === undefined) return { kind: 'signed-out', reason: undefined };
  const { verifier, state, nonce, returnTo } = attempt;
  try {
    const server = await discover();
    const code = oauth.validateAuthResponse(server, client, url, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      code,
      redirectUri,
      verifier,
      options,
    );
    const checks = { expectedNonce: nonce, requireIdToken: true };
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response, checks);
    return { kind: 'signed-in', tokens: toTokens(answer, provider.scope), returnTo };
  } catch (error) {
    return { kind: 'signed-out', reason: reasonOf(error) };
  }
}

async function refresh(
  { client, options, discover }: Relation,
  before: OpenIdTokens & { readonly refreshToken: string },
): Promise<OpenIdTokens> {
  const server = await discover();
  const { refreshToken } = before;
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options);
  const answer = await oauth.processRefreshTokenResponse(server, client, response);
  const after = toTokens(answer, [...before.scopes].join(' '));
  // A provider may keep the refresh token, and need not repeat the ID token.
  return {
    ...after,
    refreshToken: after.refreshToken ?? refreshToken,
    idToken: after.idToken ?? before.idToken,
  };
}

async function signOut({ provider, discover }: Relation, idToken: string | undefined): Promise<void> {
  const { end_session_endpoint: endpoint } = await discover();
  if (endpoint === undefined) return;
  const url = new URL(endpoint);
  url.searchParams.set('client_id', provider.clientId);
  url.searchParams.set('post_logout_redirect_uri', new URL(hrefOf(''), window.location.href).href);
  if (idToken !== undefined) url.searchParams.set('id_token_hint', idToken);
  window.location.assign(url);
}

function toTokens(answer: oauth.TokenEndpointResponse, requestedScope: string): OpenIdTokens {
  const { access_token, refresh_token, id_token, expires_in, scope = requestedScope } = answer;
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    idToken: id_token,
    scopes: new Set(scope.split(' ')),
    lifetimeSeconds: expires_in,
  };
}

function readAttempt(text: string | null): Attempt | undefined {
  try {
    const { verifier, state, nonce, returnTo }: Partial<Attempt> = Object(JSON.parse(text ?? 'null'));
    if (!verifier || !state || !nonce || !returnTo?.startsWith(hrefOf(''))) return undefined;
    return { verifier, state, nonce, returnTo };
  } catch {
    return undefined;
  }
}

/** Returns the sentence for a failed sign-in, or undefined if the person only has to sign in. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof oauth.AuthorizationResponseError) {
    if (/^(login|interaction|consent|account_selection)_required$/.test(error.error)) return undefined;
    if (error.error === 'access_denied') return 'The sign-in was cancelled.';
  }
  return 'The sign-in failed. Try again.';
}
