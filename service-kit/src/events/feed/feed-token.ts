import { createHash } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { HttpRequest } from '../../http/http-handler.ts';
import { readOrCreateDevelopmentKeys } from '../../identity/development-keys.ts';
import { readBearerToken } from '../../identity/token-verifier.ts';
import type { Log } from '../../log.ts';
import { RefusedError } from '../../refusal.ts';
import { variable } from '../../variables.ts';

/** Secrets that the subgraphs of a graph, and its gateway, share for their events. The first one signs, and all are accepted. */
export type FeedSecrets = readonly Uint8Array[];

/** Signs a request of a group of consumers to a service. */
export type FeedSigner = (group: string, service: string) => Promise<string>;

/**
 * Variable with the shared secrets. Each subgraph both reads and serves events, so a key pair would be in the same hands.
 * They differ from the keys of the gateway, because a subgraph must not be able to sign for a client.
 */
export const eventsSecret = variable<FeedSecrets | undefined>('EVENTS_SECRET', {
  about:
    'Secret to read events of subgraphs, shared by all subgraphs without a broker and by the gateway for `CACHE_EVENTS`; a new one comes first.',
  accepts: '32 characters or more, such as from `openssl rand -hex 32`; or two of them, separated by a comma',
  secret: true,
  parse: (value) => {
    const secrets = value.split(',');
    if (secrets.length > 2 || secrets.some((secret) => secret.length < 32))
      throw new Error('must be one or two secrets of 32 characters or more, separated by a comma');
    return secrets.map((secret) => Buffer.from(secret));
  },
});

/** Returns the configured secrets, or those of the development keys. Returns undefined in production without any. */
export async function findFeedSecrets(
  {
    mode,
    dataDir,
    secrets,
  }: {
    readonly mode: string;
    readonly dataDir: string;
    readonly secrets: FeedSecrets | undefined;
  },
  log: Log,
): Promise<FeedSecrets | undefined> {
  if (secrets !== undefined || mode === 'production') return secrets;
  const { internal } = await readOrCreateDevelopmentKeys(dataDir, log);
  return [createHash('sha256').update(`events ${internal.privateKey.d}`).digest()];
}

/** Header, issuer and lifetime of tokens, and the tolerated difference between clocks. */
const [header, issuer] = [{ alg: 'HS256', typ: 'supergraph-events+jwt' }, 'events'];
const [lifetimeSeconds, clockSkewSeconds] = [60, 5];

/** Creates the signer of requests for events. */
export function createFeedSigner([secret]: FeedSecrets): FeedSigner {
  return (group, service) =>
    new SignJWT()
      .setProtectedHeader(header)
      .setIssuer(issuer)
      .setAudience(service)
      .setSubject(group)
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(secret ?? new Uint8Array());
}

/**
 * Creates the function that returns the group of consumers that a request belongs to. It throws RefusedError without a token
 * for this service, and for every request if there are no secrets.
 */
export function createFeedAuthentication(
  service: string,
  secrets: FeedSecrets = [],
): (request: HttpRequest) => Promise<string> {
  const options = {
    algorithms: [header.alg],
    typ: header.typ,
    issuer,
    audience: service,
    clockTolerance: clockSkewSeconds,
    requiredClaims: ['exp', 'sub'],
  };
  return async ({ headers }) => {
    const token = readBearerToken(headers.authorization);
    for (const secret of token === undefined ? [] : secrets) {
      const verified = await jwtVerify(token ?? '', secret, options).catch(() => undefined);
      const group = verified?.payload.sub ?? '';
      if (/^[\w-]{1,100}$/.test(group)) return group;
    }
    const message = 'Events are only for subgraphs that share EVENTS_SECRET.';
    throw new RefusedError({ code: 'UNAUTHENTICATED', message });
  };
}
