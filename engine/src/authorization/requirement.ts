/** One thing that a rule asks of the caller; equal ones have the same key. */
export type Requirement =
  | { readonly kind: 'authenticated'; readonly key: string }
  | {
      readonly kind: 'scopes' | 'policies';
      readonly key: string;
      /** All names of one of these lists must hold. */
      readonly anyOf: readonly (readonly string[])[];
    };

/** Whether a requirement is met. */
export type Passes = (requirement: Requirement) => boolean;

/** The requirement of `@authenticated`. */
export const authenticated: Requirement = { kind: 'authenticated', key: 'authenticated' };

/** The requirement of `@requiresScopes(scopes:)` or `@policy(policies:)`: an OR of ANDs. */
export function createNamesRequirement(
  kind: 'scopes' | 'policies',
  anyOf: readonly (readonly string[])[],
): Requirement {
  return { kind, key: `${kind} ${JSON.stringify(anyOf)}`, anyOf };
}

/** Every scope or policy that a requirement mentions. */
export function namesOf(requirement: Requirement): readonly string[] {
  return requirement.kind === 'authenticated' ? [] : requirement.anyOf.flat();
}
