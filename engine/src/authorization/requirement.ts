/** Requirement of a rule. Equal requirements have the same key. */
export type Requirement =
  | { readonly kind: 'authenticated'; readonly key: string }
  | {
      readonly kind: 'scopes' | 'policies';
      readonly key: string;
      /** Lists of names. The caller must have all names of at least one list. */
      readonly anyOf: readonly (readonly string[])[];
    };

/** Function that returns true if a requirement is met. */
export type Passes = (requirement: Requirement) => boolean;

/** Requirement of `@authenticated`. */
export const authenticated: Requirement = { kind: 'authenticated', key: 'authenticated' };

/** Creates the requirement of `@requiresScopes(scopes:)` or `@policy(policies:)`: an OR of ANDs. */
export function createNamesRequirement(
  kind: 'scopes' | 'policies',
  anyOf: readonly (readonly string[])[],
): Requirement {
  return { kind, key: `${kind} ${JSON.stringify(anyOf)}`, anyOf };
}

/** Returns all scopes or policies that a requirement mentions. */
export function namesOf(requirement: Requirement): readonly string[] {
  return requirement.kind === 'authenticated' ? [] : requirement.anyOf.flat();
}
