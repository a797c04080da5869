import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { FieldNeed } from '../supergraph/field-needs.ts';
import { type AccessRules, createAccessRules } from './access-rules.ts';
import type { AuthorizationOptions } from './authorization-options.ts';
import { checkNeeds } from './check-needs.ts';
import { checkRules } from './check-rules.ts';
import { decide, type OnPolicyFailure } from './decide.ts';
import {
  createOperationAccess,
  type OperationAccess,
  type Restriction,
  type Variables,
} from './operation-access.ts';
import { createScopes } from './scope.ts';
import { createTypeConditions } from './type-conditions.ts';

/** Decides what of an operation its caller may ask, by the rules of one supergraph. */
export interface Authorization {
  /** Returns undefined if nothing is refused. Only policies are waited for. */
  authorize(asked: AskedOperation): Restriction | undefined | Promise<Restriction | undefined>;
  /** Restricts an operation as it was on another version of the supergraph. */
  restrict(
    asked: Pick<AskedOperation, 'document' | 'operation'>,
    before: Pick<Restriction, 'unmet' | 'variables'>,
  ): Restriction | undefined;
}

/** A valid operation, and who asks. */
export interface AskedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The variables as the client sent them. */
  readonly variables: Variables;
  readonly client: ClientRequest;
  /** Called where the operation touches a rule, met or not: its answer is for this caller alone. */
  readonly onTouched: () => void;
  readonly onPolicyFailure: OnPolicyFailure;
}

/** What rules are read from, and which schema operations are valid against. */
export interface AuthorizationSource {
  readonly document: DocumentNode;
  readonly apiSchema: GraphQLSchema;
  /** With the types that clients do not see. */
  readonly supergraphSchema: GraphQLSchema;
  readonly fieldNeeds: readonly FieldNeed[];
}

/**
 * Reads the rules of a supergraph; undefined if it has none. Throws if a rule would not be enforced, such as one with a
 * policy that nothing decides, or one on a field that another field shows.
 */
export function createAuthorization(
  { document, apiSchema, supergraphSchema, fieldNeeds }: AuthorizationSource,
  options: AuthorizationOptions,
): Authorization | undefined {
  checkRules(document);
  const rules = createAccessRules(document);
  if (rules.isEmpty) return undefined;
  checkNeeds({ needs: fieldNeeds, rules, schema: supergraphSchema });
  checkPolicies(rules, options);
  const scopes = createScopes(apiSchema);
  // An operation that is asked again comes as the same node, for as long as its parsed document is kept.
  const known = new WeakMap<OperationDefinitionNode, OperationAccess>();
  const accessOf = ({ document, operation }: Operation): OperationAccess => {
    const access =
      known.get(operation) ??
      createOperationAccess({
        schema: apiSchema,
        rules,
        document,
        operation,
        scopes,
        conditions: createTypeConditions(apiSchema, document),
      });
    known.set(operation, access);
    return access;
  };
  return {
    authorize(asked) {
      const access = accessOf(asked);
      if (access.requirements.length === 0) return undefined;
      asked.onTouched();
      const passes = decide(access.requirements, options, asked.client, asked.onPolicyFailure);
      return passes instanceof Promise
        ? passes.then((decided) => access.restrict(decided, asked.variables))
        : access.restrict(passes, asked.variables);
    },
    restrict: (asked, { unmet, variables }) =>
      accessOf(asked).restrict(({ key }) => !unmet.has(key), variables),
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
