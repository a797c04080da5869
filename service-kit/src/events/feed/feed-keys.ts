import type { JSONWebKeySet, JWK } from 'jose';
import type { HttpRequest } from '../../http/http-handler.ts';
import { readOrCreateEventKeys } from '../../identity/development-keys.ts';
import type { KeyFile } from '../../identity/key-file.ts';
import {
  createFixedKeys,
  followPrivateKey,
  followPublicKeys,
  type KeySource,
  type PrivateKeySource,
} from '../../identity/key-source.ts';
import { eventsIssuer, internalClockSkewMs, internalTokenSeconds } from '../../identity/token-purpose.ts';
import { createTokenSigner, type TokenSigner } from '../../identity/token-signer.ts';
import { createTokenVerifier, readBearerToken } from '../../identity/token-verifier.ts';
import type { Log } from '../../log.ts';
import { RefusedError } from '../../refusal.ts';

/** Settings of the keys for feeds. */
export interface FeedKeySettings {
  readonly mode: string;
  readonly dataDir: string;
  readonly events: {
    readonly privateKey: KeyFile<JWK> | undefined;
    readonly publicKeys: KeyFile<JSONWebKeySet> | undefined;
  };
}

/** Starts to sign requests for events. Returns undefined in production without a key. */
export async function startFeedSigner(
  { mode, dataDir, events }: FeedKeySettings,
  log: Log,
): Promise<{ readonly sign: TokenSigner; readonly stop: () => void } | undefined> {
  const keys = await startPrivateKey({ mode, dataDir, events }, log);
  if (keys === undefined) return undefined;
  const sign = createTokenSigner({
    privateKey: keys.current,
    purpose: 'events',
    issuer: eventsIssuer,
    ttlSeconds: internalTokenSeconds,
  });
  return { sign, stop: keys.stop };
}

async function startPrivateKey(
  { mode, dataDir, events }: FeedKeySettings,
  log: Log,
): Promise<PrivateKeySource | undefined> {
  if (events.privateKey !== undefined) return followPrivateKey(events.privateKey, log);
  if (mode === 'production') return undefined;
  const { privateKey } = await readOrCreateEventKeys(dataDir, log);
  return { current: () => privateKey, stop: () => {} };
}

/** Starts to accept requests of consumers for the events of a service. Without keys, production refuses all of them. */
export async function startFeedAuthentication(service: string, settings: FeedKeySettings, log: Log) {
  const keys = await startKeys(settings, log);
  const verifier =
    keys &&
    createTokenVerifier({
      purpose: 'events',
      keys,
      issuer: eventsIssuer,
      audience: service,
      algorithms: ['ES256'],
      clockSkewMs: internalClockSkewMs,
    });
  /** Returns the group of consumers that a token names. Throws RefusedError without a token for this service. */
  const authenticate = async (request: HttpRequest): Promise<string> => {
    try {
      const token = readBearerToken(request.headers.authorization);
      const viewer = token === undefined ? undefined : await verifier?.verify(token);
      if (viewer?.subject !== undefined && /^[\w-]{1,100}$/.test(viewer.subject)) return viewer.subject;
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      request.log.warn({ reason }, 'a token for events was refused');
    }
    const message = 'Events are only for consumers with a key of this graph.';
    throw new RefusedError({ code: 'UNAUTHENTICATED', message });
  };
  return { authenticate, stop: () => keys?.stop() };
}

async function startKeys(
  { mode, dataDir, events }: FeedKeySettings,
  log: Log,
): Promise<KeySource | undefined> {
  if (events.publicKeys !== undefined) return followPublicKeys(events.publicKeys, log);
  if (mode === 'production') return undefined;
  return createFixedKeys((await readOrCreateEventKeys(dataDir, log)).publicKeys);
}
