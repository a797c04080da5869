import type { Answer } from './answer.ts';
import type { TestGraph } from './test-graph.ts';

/** Target of operations. */
type Graph = Pick<TestGraph, 'ask'>;

const fields = 'id email name status createdAt updatedAt';

/** Registers a user through the gateway, as staff. The input may be invalid. */
export function registerUser(graph: Graph, email: unknown, name: unknown = 'Somebody'): Promise<Answer> {
  return graph.ask(
    `mutation ($input: RegisterUserInput!) {
      registerUser(input: $input) {
        __typename
        ... on UserRegistered { user { ${fields} tier orderStats { count } } }
        ... on EmailTaken { message email }
      }
    }`,
    { variables: { input: { email, name } } },
  );
}

/** Changes a user through the gateway, as staff. The input may be invalid. */
export function updateUser(graph: Graph, input: Readonly<Record<string, unknown>>): Promise<Answer> {
  return graph.ask(
    `mutation ($input: UpdateUserInput!) {
      updateUser(input: $input) {
        __typename
        ... on UserUpdated { user { ${fields} } }
        ... on EmailTaken { message email }
        ... on UserNotFound { message id }
      }
    }`,
    { variables: { input } },
  );
}

/** Deactivates a user through the gateway, as staff. */
export function deactivateUser(graph: Graph, id: string): Promise<Answer> {
  return graph.ask(
    `mutation ($id: ID!) {
      deactivateUser(id: $id) {
        __typename
        ... on UserDeactivated { user { ${fields} } }
        ... on UserNotFound { message id }
      }
    }`,
    { variables: { id } },
  );
}
