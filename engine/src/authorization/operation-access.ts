import { Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';
import { type FilteredOperation, filterOperation } from './filter-operation.ts';
import { type FilterSource, findRefusedFields } from './refused-fields.ts';
import type { Passes, Requirement } from './requirement.ts';

/** Values of variables by name. */
export type Variables = Readonly<Record<string, unknown>>;

/** Restriction of an operation for a caller. */
export interface Restriction {
  /** Key; equal for callers with the same restriction of this operation. */
  readonly key: string;
  /** Keys of the operation's requirements that the caller does not meet. */
  readonly unmet: ReadonlySet<string>;
  /** Values of the variables that affect the restriction. */
  readonly variables: Variables;
  readonly filter: () => FilteredOperation;
}

/** Access of different callers to one operation. */
export interface OperationAccess {
  /** Requirements of the operation. */
  readonly requirements: readonly Requirement[];
  /** Returns the caller's restriction, or undefined if nothing is refused. */
  restrict(passes: Passes, variables: Variables): Restriction | undefined;
}

/** Maximum number of sets of unmet requirements whose decisive variables are cached for an operation. */
const maxKeptSets = 64;

/** Creates the access to an operation. Computes the results that callers with the same rights share once. */
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
  // If refusals reject the operation, each refused request needs the filtered operation. Most callers have the same
  // one.
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

/** Returns only what decides about each variable: whether it is absent, true, or something else. */
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
