import { execute, type GraphQLSchema, parse } from 'graphql';
import type { Answer } from '../kit/start-server.ts';
import { createSubgraphSchema, type SubgraphDefinition } from '../kit/subgraph-definition.ts';
import { mediaTypeOf } from './entities.ts';
import { resolveWorldField } from './resolve-world-field.ts';
import { SUBGRAPH_SDL } from './subgraph-sdl.ts';

/** A request to a subgraph, as it would be sent over HTTP. */
export interface WorldRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Answer of a subgraph: parsed JSON, valid or not. */
export interface WorldAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** Sends an executor's requests to the subgraphs. Rejects if a subgraph is unreachable. */
export type AskSubgraph = (name: string, request: WorldRequest) => Promise<WorldAnswer>;

/**
 * Reference resolvers. A reference to a medium of unknown type resolves to its type; every other reference to
 * itself.
 */
const RESOLVERS: Readonly<Record<string, Pick<SubgraphDefinition, 'resolvers'>>> = {
  catalog: {
    resolvers: {
      Media: { __resolveReference: (media) => ({ ...media, __typename: mediaTypeOf(media.id) }) },
    },
  },
};

const SCHEMAS: ReadonlyMap<string, GraphQLSchema> = new Map(
  Object.entries(SUBGRAPH_SDL).map(([name, typeDefs]) => [
    name,
    createSubgraphSchema({ typeDefs, ...RESOLVERS[name] }),
  ]),
);

/** Executes a request on a subgraph of the world, which gives every executor the same answer. */
export async function askSubgraph(name: string, request: WorldRequest): Promise<WorldAnswer> {
  const schema = SCHEMAS.get(name);
  if (schema === undefined) throw new Error(`A request must go to a subgraph of the world, got "${name}"`);
  return askSchema(schema, request, false);
}

/**
 * Executes an operation on a schema of the world: a subgraph's, or the whole API schema for the expected
 * answer.
 */
export async function askSchema(
  schema: GraphQLSchema,
  request: WorldRequest,
  isWhole: boolean,
): Promise<Answer> {
  const answer = await execute({
    schema,
    document: parse(request.query),
    variableValues: request.variables,
    fieldResolver: resolveWorldField,
    contextValue: { isWhole },
  });
  return JSON.parse(JSON.stringify(answer));
}
