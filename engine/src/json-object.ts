/** Object of an answer. The executor merges later answers into it. */
export type JsonObject = Record<string, unknown>;

/** Returns true for an object that is neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
