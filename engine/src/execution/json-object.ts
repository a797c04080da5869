/** An object of an answer, which the executor merges further answers into. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object and neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
