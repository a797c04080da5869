import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { createBoundedCache } from '../bounded-cache.ts';
import type { FreshValue } from '../fresh-value.ts';

/** A key set that never changes. Finds the key of a token by its header. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Source of a verifier's keys. */
export interface KeySource {
  /** Returns the current keys: the same object until they change, or undefined if there are none. */
  readonly current: () => KeySet | undefined;
  /**
   * Looks for a newer key after a token named an unknown key id. Resolves when the keys are as new as possible. Throws
   * KeysUnavailable if the issuer cannot be asked.
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

/** Creates a source of fixed keys. */
export function createFixedKeys(keys: JSONWebKeySet): KeySource {
  const keySet = createLocalJWKSet(keys);
  return { current: () => keySet, lookFor: async () => {}, stop: () => {} };
}

/**
 * Creates a source of keys that may change. Keys are read at most once per cooldown, however many tokens name unknown
 * keys. A token with a new unknown key id waits for that, at most 5 seconds and at most 1,000 tokens at once.
 */
export function createChangingKeys(keys: FreshValue<JSONWebKeySet>): KeySource {
  const keySetOf = createKeySetCache();
  const current = (): KeySet | undefined => keySetOf(keys.value());
  const look = createLook(keys);
  const lookFor = async (keyId: string | undefined): Promise<void> => {
    await look(keyId);
    const retryInMs = keys.retryInMs();
    if (retryInMs !== undefined) throw new KeysUnavailable(retryInMs);
  };
  return { current, lookFor, stop: keys.stop };
}

const maxWaiting = 1_000;
const maxWaitMs = 5_000;

/**
 * Creates the search for an unknown key id, which reads the keys again. An id that was not found is refused at once
 * until the cooldown is over.
 */
function createLook(keys: FreshValue<JSONWebKeySet>) {
  const soughtInVain = createBoundedCache<true>({ maxBytes: 1_000_000 });
  let waiting = 0;
  return async (keyId = ''): Promise<void> => {
    const cooldownLeftMs = keys.cooldownLeftMs();
    if (cooldownLeftMs > 0 && soughtInVain.has(keyId)) return;
    if (cooldownLeftMs > maxWaitMs) throw new KeysUnavailable(cooldownLeftMs);
    if (waiting >= maxWaiting) throw new KeysUnavailable(maxWaitMs);
    waiting += 1;
    await keys.refresh();
    waiting -= 1;
    soughtInVain.set(keyId, true);
  };
}

function createKeySetCache() {
  let keySet: { readonly keys: JSONWebKeySet; readonly find: KeySet } | undefined;
  return (keys: JSONWebKeySet | undefined): KeySet | undefined => {
    if (keys === undefined) return undefined;
    if (keySet?.keys !== keys) keySet = { keys, find: createLocalJWKSet(keys) };
    return keySet.find;
  };
}
