import { seedOf, type WorldObject } from './entities.ts';

/** What a field's value grows from: whose field it is, its arguments, and what it requires of other subgraphs. */
export function fieldSeed(
  source: WorldObject | string,
  fieldName: string,
  args: Readonly<Record<string, unknown>>,
  required?: unknown,
): string {
  const identity = typeof source === 'string' ? source : seedOf(source);
  return `${identity}|${fieldName}|${canonical(args)}|${canonical(required)}`;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
