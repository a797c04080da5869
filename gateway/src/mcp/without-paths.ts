import { isRecord } from '../is-record.ts';

/** Returns a value without the entries at the paths: keys joined by dots, regardless of lists between them. */
export function withoutPaths(
  value: Readonly<Record<string, unknown>>,
  paths: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  if (paths.size === 0) return value;
  const copy = (part: unknown, path: string): unknown => {
    if (Array.isArray(part)) return part.map((item) => copy(item, path));
    if (!isRecord(part)) return part;
    const entries = Object.entries(part).map(([key, inner]) => [key, inner, `${path}${key}`] as const);
    const kept = entries.filter(([, , inner]) => !paths.has(inner));
    return Object.fromEntries(kept.map(([key, inner, place]) => [key, copy(inner, `${place}.`)]));
  };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (paths.has(key) ? [] : [[key, copy(inner, `${key}.`)]])),
  );
}
