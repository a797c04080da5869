import { createLocalJWKSet, type JSONWebKeySet, type JWK } from 'jose';
import { createBoundedCache } from '../bounded-cache.ts';
import { createFileReader } from '../file-reader.ts';
import { fetchText } from '../http/fetch-text.ts';
import type { Log } from '../log.ts';
import { createPolledValue, type PolledValue } from '../polled-value.ts';
import type { KeyFile } from './key-file.ts';
import { readPublicKeys } from './public-keys.ts';

/** A key set that never changes. Finds the key of a token by its header. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

export interface KeySource {
  /** Returns the current keys: the same object until they change, or undefined if there are none. */
  readonly current: () => KeySet | undefined;
  /**
   * Looks for a newer key after a token named an unknown key id. Resolves when the keys are as new as
   * possible. Throws KeysUnavailable if the issuer is unreachable.
   */
  readonly lookFor: (keyId: string | undefined) => Promise<void>;
  readonly stop: () => void;
}

/** Error for keys that are unavailable, so that a token can be neither accepted nor refused. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  /** Whole seconds after which to retry, at least 1. */
  readonly retryAfterSeconds: number;

  constructor(retryInMs: number) {
    super('the keys for verifying tokens are unavailable');
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryInMs / 1000));
  }
}

/** Source of the current private key for signing. */
export interface PrivateKeySource {
  readonly current: () => JWK;
  readonly stop: () => void;
}

/** Options for the JWK set of an identity provider. Times are milliseconds. */
export interface RemoteKeysOptions {
  readonly url: string;
  /** Timeout of one request to the provider. */
  readonly timeoutMs: number;
  /** Age at which keys are fetched again. A key that the provider withdraws is accepted for at most this long. */
  readonly refreshMs: number;
  /** Minimum time between two requests to the provider, for any tokens. */
  readonly cooldownMs: number;
  /** Maximum age of the last good keys while the provider is unreachable. */
  readonly maxStaleMs: number;
  readonly log: Log;
}

/** Creates a source of fixed keys. */
export function createFixedKeys(keys: JSONWebKeySet): KeySource {
  const keySet = createLocalJWKSet(keys);
  return { current: () => keySet, lookFor: async () => {}, stop: () => {} };
}

/** Starts to follow a file of public keys. Looks at it every second, so that keys rotate without a restart. */
export function followPublicKeys(file: KeyFile<JSONWebKeySet>, log: Log): KeySource {
  return createChangingKeys(followKeyFile(file, log));
}

/** Starts to follow a file with the private key for signing. */
export function followPrivateKey(file: KeyFile<JWK>, log: Log): PrivateKeySource {
  const { value, stop } = followKeyFile(file, log);
  return { current: () => value() ?? file.initial, stop };
}

/**
 * Starts to follow the JWK set at a URL, after one first request. If the provider does not answer, starts without keys
 * and gets them once it does.
 */
export async function startRemoteKeys({
  url,
  timeoutMs,
  refreshMs,
  ...options
}: RemoteKeysOptions): Promise<KeySource> {
  const read = async (): Promise<JSONWebKeySet> => readPublicKeys(await fetchJson(url, timeoutMs));
  const keys = createPolledValue({ ...options, what: `the keys of ${url}`, read, intervalMs: refreshMs });
  await keys.refresh();
  return createChangingKeys(keys);
}

/**
 * Creates a source of keys that may change. Keys are read at most once per cooldown, however many tokens name unknown
 * keys. A token with a new unknown key id waits for that, at most 5 seconds and at most 1,000 tokens at once.
 */
export function createChangingKeys(keys: PolledValue<JSONWebKeySet>): KeySource {
  const keySetOf = createKeySetCache();
  /** Key ids that were not found. They are refused at once until the end of the cooldown. */
  const unknownKeyIds = createBoundedCache<true>({ maxBytes: 1_000_000 });
  let waiting = 0;
  const readAgain = async (keyId: string): Promise<void> => {
    const cooldownLeftMs = keys.cooldownLeftMs();
    if (cooldownLeftMs > 0 && unknownKeyIds.has(keyId)) return;
    if (cooldownLeftMs > maxWaitMs) throw new KeysUnavailable(cooldownLeftMs);
    if (waiting >= maxWaiting) throw new KeysUnavailable(maxWaitMs);
    waiting += 1;
    await keys.refresh();
    waiting -= 1;
    unknownKeyIds.set(keyId, true);
  };
  const lookFor = async (keyId = ''): Promise<void> => {
    await readAgain(keyId);
    const retryInMs = keys.retryInMs();
    if (retryInMs !== undefined) throw new KeysUnavailable(retryInMs);
  };
  return { current: () => keySetOf(keys.value()), lookFor, stop: keys.stop };
}

const maxWaiting = 1_000;
const maxWaitMs = 5_000;

function createKeySetCache() {
  let keySet: { readonly keys: JSONWebKeySet; readonly find: KeySet } | undefined;
  return (keys: JSONWebKeySet | undefined): KeySet | undefined => {
    if (keys === undefined) return undefined;
    if (keySet?.keys !== keys) keySet = { keys, find: createLocalJWKSet(keys) };
    return keySet.find;
  };
}

function followKeyFile<T>({ path, initial, read }: KeyFile<T>, log: Log): PolledValue<T> {
  return createPolledValue({
    what: `the keys of ${path}`,
    read: createFileReader(path, read),
    initial,
    intervalMs: 1_000,
    cooldownMs: 1_000,
    log,
  });
}

/** Providers with many keys and their certificates need about 30,000 bytes. */
const maxBytes = 256_000;

async function fetchJson(url: string, timeoutMs: number): Promise<unknown> {
  const headers = { accept: 'application/jwk-set+json, application/json' };
  const { text = '' } = await fetchText(url, { headers, timeoutMs, maxBytes });
  return JSON.parse(text);
}
