import type { CacheEntry, CacheOrigin } from '@supergraph/engine';
import { isRecord } from '../../is-record.ts';

/** Value as it was stored, with the version of the store before it was fetched. */
export interface StoredEntry extends CacheEntry {
  readonly version: number;
}

/** Writes a value under a key, which is part of the text: a store that mixes its keys up is of no use to another viewer. */
export function writeStoredEntry(key: string, { version, origin, value }: StoredEntry): string {
  return JSON.stringify({ key, version, origin, value });
}

/** Reads a value, or returns undefined if it is not one of a gateway, or belongs to another key or viewer. */
export function readStoredEntry(
  key: string,
  text: unknown,
  viewerTag: string | undefined,
): StoredEntry | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const { key: own, version, origin, value }: Readonly<Record<string, unknown>> = Object(JSON.parse(text));
    const isOurs = own === key && typeof version === 'number' && isRecord(value) && isOrigin(origin);
    return isOurs && origin.viewerTag === viewerTag ? { version, origin, value } : undefined;
  } catch {
    return undefined;
  }
}

function isOrigin(value: unknown): value is CacheOrigin {
  if (!isRecord(value) || !Array.isArray(value.types)) return false;
  const { bornAt, freshUntil, revalidateUntil, fallbackUntil, types } = value;
  const times = [bornAt, freshUntil, revalidateUntil, fallbackUntil];
  return times.every((time) => typeof time === 'number') && types.every((type) => typeof type === 'string');
}
