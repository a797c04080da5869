import { isRecord } from './is-record.ts';

/** Reads an object of strings from another process. Throws for anything else. */
export function readTexts(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) throw new Error(`Texts must be an object; received ${typeof value}`);
  const texts = Object.entries(value).map(([name, text]) => {
    if (typeof text !== 'string') throw new Error(`${name} must be a text; received ${typeof text}`);
    return [name, text] as const;
  });
  return Object.fromEntries(texts);
}
