/** Number of entries that a filler sends. */
export const entryCount = 100_000;

/**
 * Returns a slice of a text of 15 KB, as a parameter of a long URL is. V8 keeps the whole text for the slice.
 */
export function sliceOf(text: string): string {
  const [, slice = ''] = `${'x'.repeat(15_000)} ${text}`.split(' ', 2);
  return slice;
}

/** Returns a document that selects nothing but its number, with this many bytes of comment. */
export function commentedDocument(n: number, bytes: number): string {
  return `{__typename}#${n}${'x'.repeat(bytes)}`;
}

/** Returns a document with this many comments, each of which the parser turns into a token. */
export function documentOfComments(n: number, comments: number): string {
  return `{ a${n}: __typename }\n${'#x\n'.repeat(comments)}`;
}
