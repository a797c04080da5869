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
  return {
    authorize({ document, operation, client, onTouched, onPolicyFailure }) {
      const source = { schema: apiSchema, rules, document, operation };
      let requirements = touched.get(operation);
      if (requirements === undefined) {
        requirements = requirementsOf((passes) => filterOperation(source, passes));
        touched.set(operation, requirements);
      }
      if (requirements.length === 0) return undefined;
      onTouched();
      const known = requirements;
      const restrict = (passes: Passes): Restriction | undefined => {
        const key = known.map((requirement) => (passes(requirement) ? '1' : '0')).join('');
        return key.includes('0') ? { key, filter: () => filterOperation(source, passes) } : undefined;
      };
      const passes = decide(known, options, client, onPolicyFailure);
      return passes instanceof Promise ? passes.then(restrict) : restrict(passes);
    },
  };
}

function checkPolicies({ policies }: AccessRules, options: AuthorizationOptions): void {
  const missing = [...policies].filter((name) => !Object.hasOwn(options.policies ?? {}, name));
  if (missing.length > 0) {
    const names = missing.map((name) => JSON.stringify(name)).join(', ');
    throw new Error(`The supergraph has policies that no function decides: ${names}`);
  }
}

function requirementsOf(ask: (passes: Passes) => unknown): readonly Requirement[] {
  const asked = new Map<string, Requirement>();
  ask((requirement) => {
    asked.set(requirement.key, requirement);
    return true;
  });
  return [...asked.values()];
}
