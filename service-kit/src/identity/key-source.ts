import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { createBoundedCache } from '../bounded-cache.ts';
import type { FreshValue } from '../fresh-value.ts';

/** Finds the key of a token by its header among keys that never change. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Where a verifier has its keys from. */
export interface KeySource {
  /** The keys of this moment: the same object until others have taken their place; undefined while there are none. */
  readonly current: () => KeySet | undefined;
  /**
   * Looks whether the issuer has a newer key, as a token has named an id that is not among the keys. Resolves when
   * the keys are as new as they can be; throws KeysUnavailable where nobody can tell.
   */
  readonly lookFor: (keyId: string | undefined) => Promise<void>;
  readonly stop: () => void;
}

/** The keys cannot be had now, so that it is unknown whether a token is good. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  /** When to try again, in whole seconds from 1. */
  readonly retryAfterSeconds: number;

  constructor(retryInMs: number) {
    super('the keys that tokens are verified with cannot be had');
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryInMs / 1000));
  }
}

/** Creates a source of keys that stay as they are. */
export function createFixedKeys(keys: JSONWebKeySet): KeySource {
  const keySet = createLocalJWKSet(keys);
  return { current: () => keySet, lookFor: async () => {}, stop: () => {} };
}

/**
 * Creates a source of keys that change where they come from. However many tokens name unknown keys, the keys are
 * read once a cooldown; a token that names one for the first time waits for that, 5 seconds and 1,000 at once at the most.
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
 * Reads the keys again for a key id that is not among them. An id that was looked for in vain waits no second
 * time: its tokens are refused at once until the cooldown is over.
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
