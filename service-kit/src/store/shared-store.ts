import { createHash } from 'node:crypto';

/** Values that several processes share. A store that is down or slow costs its benefit: no call rejects or waits long. */
export interface SharedStore {
  /** Returns a text, or undefined if the store has none or does not answer in time. */
  readonly get: (key: string) => Promise<string | undefined>;
  /** Stores a text for a time in milliseconds, or does nothing if the store does not answer. Returns at once. */
  readonly set: (key: string, value: string, ttlMs: number) => void;
  /** Runs a script, or returns undefined if the store does not answer in time. */
  readonly run: (script: Script, keys: readonly string[], values: readonly string[]) => Promise<unknown>;
  /** Returns a sentence for operators about a store that does not answer, or undefined if it does. */
  readonly problem: () => string | undefined;
  readonly stop: () => void;
}

/** A script that the store runs in one step, in Lua. */
export interface Script {
  readonly text: string;
  /** SHA-1 of the text, by which the store knows a script that it has run before. */
  readonly hash: string;
}

/** Creates a script. */
export function createScript(text: string): Script {
  return { text, hash: createHash('sha1').update(text).digest('hex') };
}
