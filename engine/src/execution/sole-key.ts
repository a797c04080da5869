/** A field of a representation. */
export interface KeyField {
  /** Where the merged answer has the value. */
  readonly from: string;
  /** What the subgraph calls it. */
  readonly to: string;
  /** What the plan says that it is, whatever the answer has; undefined where it says nothing. */
  readonly setTo: unknown;
  /** Undefined for a leaf. */
  readonly nested: unknown;
}

/** The one leaf besides `__typename` that tells a type's representations apart, and the JSON text around its value. */
export interface SoleKey {
  readonly from: string;
  readonly start: string;
  readonly end: string;
}

/** The sole key of representations of these fields, as nearly all have it; undefined where it takes more to tell them. */
export function readSoleKey(fields: readonly KeyField[], typeName: string): SoleKey | undefined {
  const [first, second] = fields;
  if (fields.length !== 2 || !first || !second || typeName === '') return undefined;
  if (first.from !== '__typename' || first.to !== '__typename') return undefined;
  if (second.from === '__typename' || second.setTo !== undefined || second.nested !== undefined)
    return undefined;
  const start = `{"__typename":${JSON.stringify(first.setTo ?? typeName)},${JSON.stringify(second.to)}:`;
  return { from: second.from, start, end: '}' };
}
