/**
 * Returns the id of an operation in the manifest, as `documentId` carries it: `sha256:` and the hash in hexadecimal
 * digits (GraphQL over HTTP, appendix A). Throws for a document that was not generated here.
 */
export function operationId(document: object): string {
  const { hash }: { readonly hash?: unknown } = Object(Reflect.get(document, '__meta__'));
  if (typeof hash === 'string') return hash;
  throw new TypeError('a document must be one of the generated operations, but this one has no hash');
}
