import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import {
  type ASTNode,
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  lexicographicSortSchema,
  parse,
  printSchema,
} from 'graphql';

export interface SubgraphSdl {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** Result of composition: the supergraph for the gateway, and the API schema for clients. */
export interface ComposedGraph {
  readonly supergraphSdl: string;
  readonly apiSdl: string;
}

/** Error of subgraphs that do not compose. Each problem names the subgraph, the code and the place. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The subgraphs do not compose:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Composes subgraphs (Federation 2) offline. Throws CompositionError if they do not compose. */
export function composeGraph(subgraphs: readonly SubgraphSdl[]): ComposedGraph {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parseSdl(name, sdl) }));
  const result = composeServices(services);
  if (result.errors !== undefined) {
    throw new CompositionError(result.errors.map((error) => describe(error, services)));
  }
  return { supergraphSdl: result.supergraphSdl, apiSdl: printApi(result.supergraphSdl) };
}

/** Returns the API schema of a supergraph as SDL, sorted by name. Throws if `@inaccessible` hides too much of it. */
export function printApi(supergraphSdl: string): string {
  const api = buildSupergraph(supergraphSdl).apiSchema().toGraphQLJSSchema();
  return printSchema(lexicographicSortSchema(api));
}

/**
 * Builds a composed supergraph with any linked features, since it is only read and compared here. Throws if
 * the text is not a supergraph.
 */
export function buildSupergraph(sdl: string): Supergraph {
  return Supergraph.build(sdl, { supportedFeatures: null });
}

type ParsedSubgraph = { readonly name: string; readonly typeDefs: DocumentNode };

function parseSdl(name: string, sdl: string) {
  try {
    return parse(sdl);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const place = error.locations?.map(({ line, column }) => `:${line}:${column}`)[0] ?? '';
    throw new CompositionError([`[${name}] SYNTAX ${name}/schema.graphql${place}: ${error.message}`]);
  }
}

function describe(error: GraphQLError, subgraphs: readonly ParsedSubgraph[]): string {
  const pointed = (error.nodes ?? []).flatMap((node) => {
    const subgraph: unknown = Reflect.get(node, 'subgraph');
    const line = node.loc?.startToken.line;
    return typeof subgraph === 'string' && line !== undefined ? [`${subgraph}/schema.graphql:${line}`] : [];
  });
  const places = pointed.length > 0 ? pointed : findPlaces(error.message, subgraphs);
  const where = places.length === 0 ? '' : ` (at ${[...new Set(places)].join(', ')})`;
  return `${String(error.extensions.code ?? 'COMPOSITION')} ${error.message}${where}`;
}

/**
 * Finds where the subgraphs define the first schema coordinate (`Type` or `Type.field`, in double quotes) that a
 * sentence names. Returns `users/schema.graphql:12` for each place, or an empty list if nothing is defined.
 */
function findPlaces(sentence: string, subgraphs: readonly ParsedSubgraph[]): readonly string[] {
  for (const [, type = '', field] of sentence.matchAll(/"(\w+)(?:\.(\w+))?/g)) {
    const places = subgraphs.flatMap(({ name, typeDefs }) =>
      typeDefs.definitions
        .filter((definition) => 'name' in definition && definition.name?.value === type)
        .flatMap((definition) => (field === undefined ? [definition] : fieldsOf(definition, field)))
        .flatMap(({ loc }) => (loc === undefined ? [] : [`${name}/schema.graphql:${loc.startToken.line}`])),
    );
    if (places.length > 0) return places;
  }
  return [];
}

function fieldsOf(definition: DefinitionNode, name: string): readonly ASTNode[] {
  const fields = 'fields' in definition ? (definition.fields ?? []) : [];
  return fields.filter((field) => field.name.value === name);
}
