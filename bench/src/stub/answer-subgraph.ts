import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { resolveField } from './resolve-field.ts';
import { readRow, type rows } from './rows.ts';
import { readSubgraphSdl, type SubgraphName } from './subgraph-sdl.ts';

/** Function that answers a request body with the bytes of the answer's JSON. */
export type AnswerSubgraph = (body: string) => Promise<Buffer>;

/**
 * Creates the answers of one stub subgraph. The first request with a body is executed against the subgraph's schema, so
 * `_entities` returns exactly the requested entities. The same body again costs one map lookup, so that the stub takes as
 * little CPU as possible under load.
 */
export function createSubgraphAnswers(name: SubgraphName): AnswerSubgraph {
  const schema = buildSubgraphSchema([
    { typeDefs: parse(readSubgraphSdl(name)), resolvers: referenceResolvers() },
  ]);
  const answers = new Map<string, Promise<Buffer>>();
  const compute = async (body: string) => {
    const { query, variables } = readRequest(body);
    const request = {
      schema,
      document: parse(query),
      variableValues: variables,
      fieldResolver: resolveField,
    };
    return Buffer.from(JSON.stringify(await execute(request)));
  };
  return (body) => {
    const answer = answers.get(body) ?? compute(body);
    answers.set(body, answer);
    return answer;
  };
}

function referenceResolvers() {
  const resolve = (type: keyof typeof rows) => ({
    __resolveReference: (reference: { readonly id?: unknown }) => ({
      __typename: type,
      ...readRow(type, reference.id),
    }),
  });
  return {
    User: resolve('User'),
    Product: resolve('Product'),
    Order: resolve('Order'),
    Review: resolve('Review'),
  };
}

function readRequest(body: string): { query: string; variables: Record<string, unknown> } {
  const request: unknown = JSON.parse(body);
  if (
    typeof request !== 'object' ||
    request === null ||
    !('query' in request) ||
    typeof request.query !== 'string'
  )
    throw new Error(`A subgraph request must be an object with a query; received ${body.slice(0, 200)}`);
  const variables = 'variables' in request ? request.variables : undefined;
  return {
    query: request.query,
    variables: typeof variables === 'object' && variables ? { ...variables } : {},
  };
}
