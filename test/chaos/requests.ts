import { type Person, staff, userId } from '../graph/people.ts';
import type { Part } from './system/faults.ts';

/** A request of a client. */
export interface ChaosRequest {
  readonly kind: string;
  readonly as: Person;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Returns the parts that the answer is missing, or a sentence that describes a problem. */
  readonly judge: (answer: ChaosAnswer) => readonly Part[] | string;
}

/** An answer of the graph, parsed from JSON. */
export interface ChaosAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape; each judge is the check.
  readonly data?: any;
  readonly errors?: readonly {
    readonly extensions?: { readonly code?: string; readonly serviceName?: string };
  }[];
}

/** Error codes that a correct graph answers with while a part of it is broken. */
const honestCodes: ReadonlySet<unknown> = new Set([
  'SUBREQUEST_HTTP_ERROR',
  'SUBREQUEST_MALFORMED_RESPONSE',
  'GATEWAY_TIMEOUT',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'SERVICE_OVERLOADED',
]);

/** Creates a request that uses users only. */
export function askUser(n: number): ChaosRequest {
  return {
    kind: 'a user',
    as: staff,
    query: 'query User($id: ID!) { user(id: $id) { name } }',
    variables: { id: userId(n) },
    judge: (answer) =>
      judgeErrors(answer) ??
      (typeof answer.data?.user?.name === 'string' ? [] : 'a user is missing without an error'),
  };
}

/** Creates a request that uses orders only. */
export function askOrders(): ChaosRequest {
  return {
    kind: 'orders',
    as: staff,
    query: '{ orders(first: 3) { nodes { id total { amount } } } }',
    judge: (answer) =>
      judgeErrors(answer) ??
      (answer.data?.orders?.nodes?.length === 3 ? [] : 'orders are missing without an error'),
  };
}

/**
 * Creates a request from orders to users and back. If users fails, the orders must still be in the answer.
 */
export function askOrdersWithCustomers(): ChaosRequest {
  return {
    kind: 'orders with customers',
    as: staff,
    query: '{ orders(first: 3) { nodes { id customer { name tier } } } }',
    judge: (answer) => {
      const nodes: readonly { readonly customer?: { readonly tier?: unknown } | null }[] | undefined =
        answer.data?.orders?.nodes;
      const failed = judgeErrors(answer);
      if (failed === undefined)
        return nodes?.length === 3 && nodes.every(({ customer }) => typeof customer?.tier === 'string')
          ? []
          : 'customers are missing without an error';
      const isUsersAlone = Array.isArray(failed) && failed.every((part) => part === 'users');
      if (!isUsersAlone || nodes?.length === 3) return failed;
      return 'orders are missing, and only users failed';
    },
  };
}

/**
 * Returns the parts that the errors name, or a problem with the errors, or undefined if there are no errors.
 */
export function judgeErrors({ errors = [] }: ChaosAnswer): readonly Part[] | string | undefined {
  if (errors.length === 0) return undefined;
  const parts = new Set<Part>();
  for (const { extensions: { code, serviceName } = {} } of errors) {
    if (!honestCodes.has(code)) return `the code ${code} of ${serviceName}`;
    parts.add(serviceName === 'users' || serviceName === 'orders' ? serviceName : 'gateway');
  }
  return [...parts];
}
