import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { FieldNeed } from '../supergraph/field-needs.ts';
import { type AccessRules, createAccessRules } from './access-rules.ts';
import type { AuthorizationOptions } from './authorization-options.ts';
import { checkNeeds } from './check-needs.ts';
import { checkRules } from './check-rules.ts';
import { decide, type OnPolicyError } from './decide.ts';
import {
  createOperationAccess,
  type OperationAccess,
  type Restriction,
  type Variables,
} from './operation-access.ts';
import { createScopes } from './scope.ts';
import { createTypeConditions } from './type-conditions.ts';

/** Authorization of operations by the rules of one supergraph. */
export interface Authorization {
  /**
   * Returns the caller's restriction, or undefined if nothing is refused. Returns a promise only if there are
   * policies.
   */
  authorize(asked: AskedOperation): Restriction | undefined | Promise<Restriction | undefined>;
  /** Returns the restriction of an operation that was restricted on another supergraph version. */
  restrict(
    asked: Pick<AskedOperation, 'document' | 'operation'>,
    before: Pick<Restriction, 'unmet' | 'variables'>,
  ): Restriction | undefined;
}

/** Valid operation and its caller. */
export interface AskedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Variables as the client sent them. */
  readonly variables: Variables;
  readonly client: ClientRequest;
}

/** Source of the rules, with the schema that operations are valid against. */
export interface AuthorizationSource {
  readonly document: DocumentNode;
  readonly apiSchema: GraphQLSchema;
  /** Schema with the types that clients do not see. */
  readonly supergraphSchema: GraphQLSchema;
  readonly fieldNeeds: readonly FieldNeed[];
}

/**
 * Creates the authorization by a supergraph's rules. Returns undefined if there are none. Throws if a rule would not
 * be enforced, such as a policy without a function, or a rule on a field that another field exposes.
 */
export function createAuthorization(
  { document, apiSchema, supergraphSchema, fieldNeeds }: AuthorizationSource,
  options: AuthorizationOptions,
  onError: OnPolicyError,
): Authorization | undefined {
  checkRules(document);
  const rules = createAccessRules(document);
  if (rules.isEmpty) return undefined;
  checkNeeds({ needs: fieldNeeds, rules, schema: supergraphSchema });
  checkPolicies(rules, options);
  const scopes = createScopes(apiSchema);
  // A repeated operation is the same node while its parsed document is cached.
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
      // The answer depends on the caller, whether or not the rules are met.
      asked.client.restrictCache('private');
      const passes = decide(access.requirements, options, asked.client, onError);
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
