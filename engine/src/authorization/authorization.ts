import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import { type AccessRules, createAccessRules } from './access-rules.ts';
import type { AuthorizationOptions } from './authorization-options.ts';
import { checkRules } from './check-rules.ts';
import { decide, type OnPolicyFailure } from './decide.ts';
import { type FilteredOperation, filterOperation } from './filter-operation.ts';
import type { Passes, Requirement } from './requirement.ts';

/** Decides what of an operation its caller may ask, by the rules of one supergraph. */
export interface Authorization {
  /** Undefined where nothing is refused. Nothing but policies is waited for. */
  authorize(asked: AskedOperation): Restriction | undefined | Promise<Restriction | undefined>;
  /** What a caller is refused who does not meet these requirements, by their keys, and meets all others. */
  restrict(
    asked: Pick<AskedOperation, 'document' | 'operation'>,
    unmet: ReadonlySet<string>,
  ): Restriction | undefined;
}

/** A valid operation, and who asks. */
export interface AskedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly client: ClientRequest;
  /** Called where the operation touches a rule, met or not: its answer is for this caller alone. */
  readonly onTouched: () => void;
  readonly onPolicyFailure: OnPolicyFailure;
}

/** What a caller is refused of an operation. */
export interface Restriction {
  /** Equal for callers who are refused the same of this operation. */
  readonly key: string;
  /** The keys of the requirements that the caller does not meet, of those that the operation touches. */
  readonly unmet: ReadonlySet<string>;
  readonly filter: () => FilteredOperation;
}

/** What rules are read from, and which schema operations are valid against. */
export interface AuthorizationSource {
  readonly document: DocumentNode;
  readonly apiSchema: GraphQLSchema;
}

/**
 * Reads the rules of a supergraph; undefined where it has none. Throws where some rule would not be enforced, such as
 * one of a policy that nothing decides.
 */
export function createAuthorization(
  { document, apiSchema }: AuthorizationSource,
  options: AuthorizationOptions,
): Authorization | undefined {
  checkRules(document);
  const rules = createAccessRules(document);
  if (rules.isEmpty) return undefined;
  checkPolicies(rules, options);
  // An operation that is asked again comes as the same node, for as long as its parsed document is kept.
  const touched = new WeakMap<OperationDefinitionNode, readonly Requirement[]>();
  const requirementsOf = ({ document, operation }: Operation): readonly Requirement[] => {
    const known = touched.get(operation);
    if (known !== undefined) return known;
    const source = { schema: apiSchema, rules, document, operation };
    const found = collectRequirements((passes) => filterOperation(source, passes));
    touched.set(operation, found);
    return found;
  };
  // Where refusals reject, each refused request asks where they are; most callers are refused the same.
  const filtered = new WeakMap<
    OperationDefinitionNode,
    { readonly key: string; readonly filtered: FilteredOperation }
  >();
  const restrict = ({ document, operation }: Operation, passes: Passes): Restriction | undefined => {
    const requirements = requirementsOf({ document, operation });
    if (requirements.every(passes)) return undefined;
    const key = requirements.map((requirement) => (passes(requirement) ? '1' : '0')).join('');
    const unmet = requirements.filter((requirement) => !passes(requirement));
    return {
      key,
      unmet: new Set(unmet.map((requirement) => requirement.key)),
      filter: () => {
        const known = filtered.get(operation);
        if (known?.key === key) return known.filtered;
        const found = filterOperation({ schema: apiSchema, rules, document, operation }, passes);
        filtered.set(operation, { key, filtered: found });
        return found;
      },
    };
  };
  return {
    authorize(asked) {
      const requirements = requirementsOf(asked);
      if (requirements.length === 0) return undefined;
      asked.onTouched();
      const passes = decide(requirements, options, asked.client, asked.onPolicyFailure);
      return passes instanceof Promise
        ? passes.then((known) => restrict(asked, known))
        : restrict(asked, passes);
    },
    restrict: (asked, unmet) => restrict(asked, ({ key }) => !unmet.has(key)),
  };
}

type Operation = Pick<AskedOperation, 'document' | 'operation'>;

function checkPolicies({ policies }: AccessRules, options: AuthorizationOptions): void {
  const missing = [...policies].filter((name) => !Object.hasOwn(options.policies ?? {}, name));
  if (missing.length > 0) {
    const names = missing.map((name) => JSON.stringify(name)).join(', ');
    throw new Error(`The supergraph has policies that no function decides: ${names}`);
  }
}

function collectRequirements(ask: (passes: Passes) => unknown): readonly Requirement[] {
  const asked = new Map<string, Requirement>();
  ask((requirement) => {
    asked.set(requirement.key, requirement);
    return true;
  });
  return [...asked.values()];
}
