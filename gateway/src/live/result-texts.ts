/** Function that returns a result as JSON. */
export type TextOf = (result: object) => string;

/** Creates the texts of results. Subscriptions that share a result share its text. */
export function createResultTexts(): TextOf {
  const texts = new WeakMap<object, string>();
  return (result) => {
    const text = texts.get(result) ?? JSON.stringify(result);
    texts.set(result, text);
    return text;
  };
}
