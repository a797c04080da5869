import type { OperationResult } from './operation-outcome.ts';

/** Function that returns a result as JSON. */
export type TextOf = (result: OperationResult) => string;

/** Creates the texts of results. Subscriptions that share a result share its text. */
export function createResultTexts(): TextOf {
  const texts = new WeakMap<OperationResult, string>();
  return (result) => {
    const text = texts.get(result) ?? JSON.stringify(result);
    texts.set(result, text);
    return text;
  };
}
