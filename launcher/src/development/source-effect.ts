import { gatewayName } from '../service-ports.ts';

/** What has to happen when a file of the tree has changed. */
export type SourceEffect =
  /** The service runs code that is no longer there. */
  | { readonly kind: 'restart'; readonly service: string }
  /** The subgraph has another contract. */
  | { readonly kind: 'schema'; readonly service: string }
  /** Every service runs code that is no longer there. */
  | { readonly kind: 'restart-all' }
  /** There are other services. */
  | { readonly kind: 'registry' };

/** The folders whose files have effects, from the root of the tree. */
export const sourceFolders: readonly string[] = ['subgraphs', 'service-kit', 'engine', 'gateway', 'schema'];

/** What a change of this file (its path from the root of the tree, with slashes) calls for; undefined where nothing does. */
export function effectOf(path: string): SourceEffect | undefined {
  const [folder, ...rest] = path.split('/');
  if (folder === 'subgraphs') {
    const [service = '', ...own] = rest;
    return subgraphEffect(service, own.join('/'));
  }
  const inside = rest.join('/');
  if (folder === 'schema') return schemaEffect(inside);
  if (!isSource(inside)) return undefined;
  if (folder === 'service-kit') return { kind: 'restart-all' };
  if (folder === 'engine' || folder === 'gateway') return { kind: 'restart', service: gatewayName };
  return undefined;
}

function subgraphEffect(service: string, path: string): SourceEffect | undefined {
  if (path === 'schema.graphql' || path === 'codegen.json') return { kind: 'schema', service };
  const isData = /^(migrations|demo)\/[^/]+\.sql$/.test(path);
  return isData || isSource(path) ? { kind: 'restart', service } : undefined;
}

/** What the launcher hands to the gateway, which reads it at its start. */
function schemaEffect(path: string): SourceEffect | undefined {
  if (path === 'subgraphs.json') return { kind: 'registry' };
  const isRead = ['policies.ts', 'example.graphql', 'development-viewer.json', 'development-viewers.json'];
  return isRead.includes(path) ? { kind: 'restart', service: gatewayName } : undefined;
}

/** Generated types are gone before the code runs. */
function isSource(path: string): boolean {
  return path.startsWith('src/') && path.endsWith('.ts') && !path.includes('/generated/');
}
