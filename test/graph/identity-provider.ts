import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A key pair of an identity provider. */
export interface ProviderKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** Public key as published in the JWKS. */
  readonly publicKey: JWK;
}

/** A server that publishes keys over HTTP as an identity provider does, and sometimes fails. */
export interface IdentityProvider {
  readonly jwksUrl: string;
  /** Number of requests for its keys. */
  readonly requests: () => number;
  /** Replaces the published keys. */
  readonly publish: (...keys: readonly (JWK | ProviderKey)[]) => void;
  /** Answers every later request this way. */
  readonly behave: (listener: RequestListener) => void;
  /** Stops listening, and aborts requests in flight. */
  readonly die: () => Promise<void>;
  /** Listens again on the same port. */
  readonly revive: () => Promise<void>;
}

/** Starts an identity provider. The caller must call `die`. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  let listener: RequestListener = () => {};
  let requests = 0;
  let server: Server | undefined;
  let port = 0;
  const revive = async (): Promise<void> => {
    server = createServer((request, response) => {
      requests += 1;
      listener(request, response);
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  };
  await revive();
  const behave = (next: RequestListener): void => {
    listener = next;
  };
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks`,
    requests: () => requests,
    publish: (...keys) => {
      const body = JSON.stringify({ keys: keys.map((key) => ('publicKey' in key ? key.publicKey : key)) });
      behave((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
    },
    behave,
    die: async () => {
      server?.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
    },
    revive,
  };
}

/** Creates a key pair for an algorithm such as `RS256`. */
export async function createProviderKey(alg = 'ES256', kid: string = randomUUID()): Promise<ProviderKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicKey: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Issuer and audience of the tests' provider. */
export const providerIssuer = 'https://login.example.com/';
export const providerAudience = 'https://graph.example.com/';

/** Signs a token as the provider does, except for the given parts. `kid: undefined` omits the key id. */
export function signWith(
  key: ProviderKey,
  { claims = {}, header = {} }: { readonly claims?: object; readonly header?: object } = {},
): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const valid = { sub: randomUUID(), iss: providerIssuer, aud: providerAudience, exp };
  return new SignJWT({ ...valid, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
}
