import { type DocumentNode, execute, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from './subgraph.ts';

/** How a subgraph of the same process is executed. */
export interface LocalSubgraphOptions {
  readonly schema: GraphQLSchema;
  /** The resolvers' context: a value, or how to make one for each request. default: an empty object */
  readonly contextValue?: unknown | ((request: SubgraphRequest) => unknown);
}

/** Executes a subgraph's schema in this process, with its operations parsed and validated once. */
export function createLocalSubgraph(options: LocalSubgraphOptions): Subgraph {
  const { schema, contextValue = {} } = options;
  const documents = new LRUCache<string, CheckedDocument>({ max: 1_000 });
  return {
    async execute(request): Promise<SubgraphAnswer> {
      let checked = documents.get(request.query);
      if (checked === undefined) {
        checked = readDocument(schema, request.query);
        documents.set(request.query, checked);
      }
      if (checked.errors.length > 0) return { errors: checked.errors };
      return execute({
        schema,
        document: checked.document,
        variableValues: request.variables,
        operationName: request.operationName,
        contextValue: typeof contextValue === 'function' ? await contextValue(request) : contextValue,
      });
    },
  };
}

interface CheckedDocument {
  readonly document: DocumentNode;
  readonly errors: ReturnType<typeof validate>;
}

function readDocument(schema: GraphQLSchema, query: string): CheckedDocument {
  const document = parse(query, { noLocation: true });
  return { document, errors: validate(schema, document) };
}
