/** How many entries a filler sends. */
export const entryCount = 100_000;

/** Returns a text that is a slice of one of 15 KB, as a parameter of a long URL is: V8 keeps all of it for the slice. */
export function sliceOf(text: string): string {
  const [, slice = ''] = `${'x'.repeat(15_000)} ${text}`.split(' ', 2);
  return slice;
}

/** Returns a document that selects nothing but its number, in so many bytes of comment. */
export function commentedDocument(n: number, bytes: number): string {
  return `{__typename}#${n}${'x'.repeat(bytes)}`;
}

/** Returns a document with as many comments as a parser makes tokens of. */
export function documentOfComments(n: number, comments: number): string {
  return `{ a${n}: __typename }\n${'#x\n'.repeat(comments)}`;
}
