import type { AuthorizationOptions, GatewayOptions } from '../../src/index.ts';
import { type ServedGraph, serveGraph, shareGraph } from '../kit/serve-graph.ts';
import type { Answer } from '../kit/start-server.ts';
import type { SubgraphDefinition } from '../kit/subgraph-definition.ts';

/** A caller of a test's graph. */
export interface TestCaller {
  readonly name?: string;
  readonly scopes?: readonly string[];
}

/** A graph with access rules. Requests are anonymous unless the test names a caller. */
export interface AccessGraph extends Pick<ServedGraph, 'subgraph'> {
  ask(query: string, caller?: TestCaller, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
}

/** The @link that the SDL of access rule tests begins with. */
export const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@requires", "@external", "@shareable", "@authenticated", "@requiresScopes", "@policy"]
)`;

/** Reads the caller. A caller with a name is authenticated; the test gives the scopes. */
export const viewer: AuthorizationOptions['viewer'] = ({ contextValue }) => {
  const { name, scopes } = readCaller(contextValue);
  return { authenticated: name !== undefined, scopes: new Set(scopes) };
};

/** Returns the caller that the test gave to `ask`. */
export function readCaller(contextValue: Readonly<Record<string, unknown>>): TestCaller {
  const { name, scopes } = contextValue;
  return {
    ...(typeof name === 'string' && { name }),
    scopes: Array.isArray(scopes) ? scopes.map(String) : [],
  };
}

type Given = readonly [
  definitions: Readonly<Record<string, SubgraphDefinition>>,
  authorization?: Partial<AuthorizationOptions>,
  options?: Omit<GatewayOptions, 'supergraphSdl' | 'authorization'>,
];

/** Serves the subgraphs with their access rules enforced. */
export async function serveAccessGraph(
  ...[definitions, authorization, options]: Given
): Promise<AccessGraph> {
  return askAs(await serveGraph(definitions, { ...options, authorization: { viewer, ...authorization } }));
}

/**
 * Serves the subgraphs with their access rules enforced, once for all tests of a file that only send
 * operations.
 */
export function shareAccessGraph(
  ...[definitions, authorization, options]: Given
): () => Promise<AccessGraph> {
  const share = shareGraph(definitions, { ...options, authorization: { viewer, ...authorization } });
  return async () => askAs(await share());
}

function askAs({ subgraph, execute }: ServedGraph): AccessGraph {
  return {
    subgraph,
    ask: (query, caller = {}, variables = {}) => execute(query, variables, { contextValue: { ...caller } }),
  };
}

/** Returns the error for a field that the caller may not read. */
export function refused(...path: readonly (string | number)[]) {
  return {
    message: 'Unauthorized field or type',
    path,
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  };
}
