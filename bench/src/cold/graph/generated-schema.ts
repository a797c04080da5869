import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  type GraphQLSchema,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
} from 'graphql';
import { createSubgraphSdl, type LargeGraph } from './large-graph.ts';
import { resolveGenerated } from './resolve-generated.ts';

/** Composes a version of the generated graph, with the given URL for each subgraph name. */
export function composeLargeGraph(graph: LargeGraph, urls: Readonly<Record<string, string>>): string {
  const services = [...createSubgraphSdl(graph)].map(([name, sdl]) => ({
    name,
    url: urls[name] ?? '',
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors = [] } = composeServices(services);
  if (supergraphSdl === undefined)
    throw new Error(`The generated subgraphs must compose; received ${errors.slice(0, 3)}`);
  return supergraphSdl;
}

/** Creates the schema of a subgraph with the fields of all versions, for requests on the old and the new version. */
export function createSubgraphSchema(name: string, versions: readonly LargeGraph[]): GraphQLSchema {
  const sdls = versions.flatMap((version) => createSubgraphSdl(version).get(name) ?? []);
  const documents = sdls.map((sdl) => parse(sdl));
  return buildSubgraphSchema([{ typeDefs: mergeTypes(documents), resolvers: {} }]);
}

/** Creates an executor for the whole graph without subgraphs, plans or a gateway. It returns data as JSON text. */
export function createOracle(supergraphSdl: string): (query: string) => string {
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  return (query) => {
    const result = execute({ schema, document: parse(query), fieldResolver: resolveGenerated });
    if ('then' in result || result.errors)
      throw new Error(`An expected answer must be free of errors: ${query}`);
    return JSON.stringify(result.data);
  };
}

function mergeTypes(documents: readonly DocumentNode[]): DocumentNode {
  const types = new Map<string, ObjectTypeDefinitionNode>();
  const others = new Map<string, DocumentNode['definitions'][number]>();
  for (const definition of documents.flatMap(({ definitions }) => definitions)) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) {
      others.set('name' in definition ? String(definition.name?.value) : definition.kind, definition);
      continue;
    }
    const known = types.get(definition.name.value);
    const fields = new Map(
      [...(known?.fields ?? []), ...(definition.fields ?? [])].map((field) => [field.name.value, field]),
    );
    types.set(definition.name.value, { ...definition, fields: [...fields.values()] });
  }
  return { kind: Kind.DOCUMENT, definitions: [...others.values(), ...types.values()] };
}
