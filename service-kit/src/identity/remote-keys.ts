import type { JSONWebKeySet } from 'jose';
import { createFreshValue } from '../fresh-value.ts';
import { fetchText } from '../http/fetch-text.ts';
import type { Log } from '../log.ts';
import { createChangingKeys, type KeySource } from './key-source.ts';
import { readPublicKeys } from './public-keys.ts';

/** Options for the JWK set of an identity provider. Times are milliseconds. */
export interface RemoteKeysOptions {
  readonly url: string;
  /** Timeout of one request to the provider. */
  readonly timeoutMs: number;
  /** Age at which keys are fetched again. A key that the provider withdraws is accepted for at most this long. */
  readonly refreshMs: number;
  /** Minimum time between two requests to the provider, whatever tokens arrive. */
  readonly cooldownMs: number;
  /** Maximum age of the last good keys while the provider is unreachable. */
  readonly maxStaleMs: number;
  readonly log: Log;
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
