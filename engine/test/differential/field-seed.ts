import { seedOf, type WorldObject } from './entities.ts';

/**
 * Returns the seed of a field's value, from its parent object, its arguments, and the fields that it
 * requires.
 */
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
