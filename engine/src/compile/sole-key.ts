/** Field of a representation. */
export interface KeyField {
  /** Name of the value in the merged answer. */
  readonly from: string;
  /** Name of the field in the subgraph. */
  readonly to: string;
  /** Value that the plan sets in place of the answer's value, or undefined if it sets none. */
  readonly setTo: unknown;
  /** Builder of a nested object, or undefined for a leaf. */
  readonly nested: unknown;
}

/** The only leaf besides `__typename` in a type's representations, with the JSON text around its value. */
export interface SoleKey {
  readonly from: string;
  readonly start: string;
  readonly end: string;
}

/**
 * Returns the sole key of representations with these fields, which most have. Returns undefined if more fields are
 * needed to distinguish them.
 */
export function readSoleKey(fields: readonly KeyField[], typeName: string): SoleKey | undefined {
  const [first, second] = fields;
  if (fields.length !== 2 || !first || !second || typeName === '') return undefined;
  if (first.from !== '__typename' || first.to !== '__typename') return undefined;
  if (second.from === '__typename' || second.setTo !== undefined || second.nested !== undefined)
    return undefined;
  const start = `{"__typename":${JSON.stringify(first.setTo ?? typeName)},${JSON.stringify(second.to)}:`;
  return { from: second.from, start, end: '}' };
}
