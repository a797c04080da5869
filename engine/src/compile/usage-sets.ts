import type { SelectedField } from './collect-fields.ts';
import type { DeferUsage } from './deferred-document.ts';

/** Deferred fragments that a value is delivered with, whichever is first. Empty for the initial result. */
export type UsageSet = ReadonlySet<DeferUsage>;

/** Usages of the initial result. */
export const notDeferred: UsageSet = new Set();

/**
 * Returns the usages that a field is delivered with (specification, GetDeferUsageSet). A field that is also
 * selected outside deferred fragments is not deferred. A usage inside another usage of the same field does
 * not count.
 */
export function usagesOf(fields: readonly SelectedField[]): UsageSet {
  const usages = new Set<DeferUsage>();
  for (const { usage } of fields) {
    if (usage === undefined) return notDeferred;
    usages.add(usage);
  }
  return new Set([...usages].filter(({ parent }) => !isIn(parent, usages)));
}

/** Returns true if two sets have the same usages. */
export function areSame(one: UsageSet, other: UsageSet): boolean {
  return one.size === other.size && [...one].every((usage) => other.has(usage));
}

/** Returns a key that is equal for sets with the same usages. */
export function keyOf(usages: UsageSet): string {
  return [...usages]
    .map(({ label }) => label)
    .sort()
    .join();
}

/** Returns true if a usage or one around it is in a set. */
function isIn(usage: DeferUsage | undefined, usages: UsageSet): boolean {
  return usage !== undefined && (usages.has(usage) || isIn(usage.parent, usages));
}
