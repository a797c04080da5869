import type { JSONWebKeySet } from 'jose';
import { createFreshValue } from '../fresh-value.ts';
import { fetchText } from '../http/fetch-text.ts';
import type { Log } from '../log.ts';
import { createChangingKeys, type KeySource } from './key-source.ts';
import { readPublicKeys } from './public-keys.ts';

/** Where an identity provider publishes its keys, and how it is asked. Times are milliseconds. */
export interface RemoteKeysOptions {
  readonly url: string;
  /** How long the provider may take to answer. */
  readonly timeoutMs: number;
  /** How long keys are used before they are read again: as long may a key that was withdrawn go on being accepted. */
  readonly refreshMs: number;
  /** What lies at least between two requests to the provider, whatever tokens come. */
  readonly cooldownMs: number;
  /** How long the last good keys serve while the provider cannot be asked. */
  readonly maxStaleMs: number;
  readonly log: Log;
}

/**
 * Starts to follow the JWK set at a URL, having asked for it once. It starts without keys where there is no answer:
 * they are there as soon as the provider is.
 */
export async function startRemoteKeys({
  url,
  timeoutMs,
  refreshMs,
  ...options
}: RemoteKeysOptions): Promise<KeySource> {
  const read = async (): Promise<JSONWebKeySet> => readPublicKeys(await fetchJson(url, timeoutMs));
  const keys = createFreshValue({ ...options, what: `the keys of ${url}`, read, intervalMs: refreshMs });
  await keys.refresh();
  return createChangingKeys(keys);
}

/** Providers with many keys and their certificates need about 30,000 bytes. */
const maxBytes = 256_000;

async function fetchJson(url: string, timeoutMs: number): Promise<unknown> {
  const headers = { accept: 'application/jwk-set+json, application/json' };
  const { text = '' } = await fetchText(url, { headers, timeoutMs, maxBytes });
  return JSON.parse(text);
}
