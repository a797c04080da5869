import { Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';
import { type FilteredOperation, filterOperation } from './filter-operation.ts';
import { type FilterSource, findRefusedFields } from './refused-fields.ts';
import type { Passes, Requirement } from './requirement.ts';

/** Values of variables by name. */
export type Variables = Readonly<Record<string, unknown>>;

/** What a caller is refused of an operation. */
export interface Restriction {
  /** Equal for callers who are refused the same of this operation. */
  readonly key: string;
  /** The keys of the requirements that the caller does not meet, of those that the operation touches. */
  readonly unmet: ReadonlySet<string>;
  /** The values of the variables that decide what is refused. */
  readonly variables: Variables;
  readonly filter: () => FilteredOperation;
}

/** Access of different callers to one operation. */
export interface OperationAccess {
  /** The requirements that the operation touches. */
  readonly requirements: readonly Requirement[];
  /** Returns what a caller is refused, or undefined if nothing is. */
  restrict(passes: Passes, variables: Variables): Restriction | undefined;
}

/** Sets of unmet requirements whose decisive variables are kept for an operation. */
const maxKeptSets = 64;

/** Creates the access to an operation. What callers with the same rights share is found out once. */
export function createOperationAccess(source: Omit<FilterSource, 'passes' | 'variables'>): OperationAccess {
  const requirements = collectRequirements(source);
  const decisive = new Map<string, readonly string[]>();
  const decisiveOf = (rights: string, passes: Passes): readonly string[] => {
    const known = decisive.get(rights);
    if (known !== undefined) return known;
    const names = [...findRefusedFields({ ...source, passes, variables: {} }).decisive].sort();
    if (decisive.size >= maxKeptSets) decisive.clear();
    decisive.set(rights, names);
    return names;
  };
  // Where refusals reject, each refused request asks where they are; most callers are refused the same.
  let last: { readonly key: string; readonly filtered: FilteredOperation } | undefined;
  return {
    requirements,
    restrict(passes, given) {
      if (requirements.every(passes)) return undefined;
      const rights = requirements.map((requirement) => (passes(requirement) ? '1' : '0')).join('');
      const names = decisiveOf(rights, passes);
      const variables = readDecisive(source.operation, names, given);
      const key = [rights, ...names.map((name) => JSON.stringify(variables[name]))].join();
      const unmet = requirements.filter((requirement) => !passes(requirement));
      return {
        key,
        unmet: new Set(unmet.map((requirement) => requirement.key)),
        variables,
        filter: () => {
          if (last?.key !== key) last = { key, filtered: filterOperation({ ...source, passes, variables }) };
          return last.filtered;
        },
      };
    },
  };
}

function collectRequirements(source: Omit<FilterSource, 'passes' | 'variables'>): readonly Requirement[] {
  const asked = new Map<string, Requirement>();
  const passes: Passes = (requirement) => {
    asked.set(requirement.key, requirement);
    return true;
  };
  findRefusedFields({ ...source, passes, variables: {} });
  return [...asked.values()];
}

/** Returns no more of the variables than decides: whether each is absent, true, or something else. */
function readDecisive(
  { variableDefinitions = [] }: OperationDefinitionNode,
  names: readonly string[],
  given: Variables,
): Variables {
  return Object.fromEntries(
    names.map((name) => {
      const definition = variableDefinitions.find(({ variable }) => variable.name.value === name);
      const fallback = definition?.defaultValue;
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value === undefined) return [name, fallback ? readDefault(fallback) : null];
      return [name, value === null ? null : value === true];
    }),
  );
}

function readDefault(value: ValueNode): boolean | null {
  return value.kind === Kind.NULL ? null : value.kind === Kind.BOOLEAN && value.value;
}
