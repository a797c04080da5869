import type { Requirement } from './requirement.ts';

/** Maximum number of sets of names to compare. More would delay loading too long. */
const maxSets = 1000;

/**
 * Returns true if a caller who meets all `given` requirements also meets all `demanded` ones. Returns undefined if
 * the requirements are too large to compare.
 */
export function implies(
  given: readonly Requirement[],
  demanded: readonly Requirement[],
): boolean | undefined {
  const keys = new Set(given.map(({ key }) => key));
  const open = demanded.filter(({ key }) => !keys.has(key));
  if (open.length === 0) return true;
  const scopes = sufficientSets(given, 'scopes');
  const policies = sufficientSets(given, 'policies');
  if (scopes === undefined || policies === undefined) return undefined;
  // Requirements that no caller can meet imply all others.
  if (scopes.length === 0 || policies.length === 0) return true;
  return open.every((requirement) => {
    if (requirement.kind === 'authenticated') return false;
    const sets = requirement.kind === 'scopes' ? scopes : policies;
    return sets.every((set) => requirement.anyOf.some((all) => all.every((name) => set.has(name))));
  });
}

/** Returns the smallest sets of names that meet all requirements of a kind. */
function sufficientSets(
  requirements: readonly Requirement[],
  kind: 'scopes' | 'policies',
): readonly ReadonlySet<string>[] | undefined {
  let sets: readonly ReadonlySet<string>[] = [new Set()];
  for (const requirement of requirements) {
    if (requirement.kind !== kind) continue;
    if (sets.length * requirement.anyOf.length > maxSets) return undefined;
    sets = smallest(sets.flatMap((set) => requirement.anyOf.map((all) => new Set([...set, ...all]))));
  }
  return sets;
}

function smallest(sets: readonly ReadonlySet<string>[]): readonly ReadonlySet<string>[] {
  const kept: ReadonlySet<string>[] = [];
  for (const set of [...sets].sort((one, other) => one.size - other.size)) {
    if (!kept.some((small) => [...small].every((name) => set.has(name)))) kept.push(set);
  }
  return kept;
}
