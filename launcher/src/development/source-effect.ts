import { gatewayName } from '../services.ts';

/** Effect of a changed file of the tree. */
export type SourceEffect =
  | { readonly kind: 'restart'; readonly service: string }
  | { readonly kind: 'schema'; readonly service: string }
  | { readonly kind: 'restart-all' }
  | { readonly kind: 'registry' };

/** Folders whose files have effects, from the root of the tree. */
export const sourceFolders: readonly string[] = ['subgraphs', 'service-kit', 'engine', 'gateway', 'schema'];

/** Returns the effect of a changed file, or undefined if it has none. The path starts at the root and has slashes. */
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
  const isData = /^(migrations|demo)\/[^/]+\.sql$|^mock-values\.json$/.test(path);
  return isData || isSource(path) ? { kind: 'restart', service } : undefined;
}

/** Files that the launcher passes to the gateway, which reads them at its start. */
function schemaEffect(path: string): SourceEffect | undefined {
  if (path === 'subgraphs.json') return { kind: 'registry' };
  const isRead = ['policies.ts', 'example.graphql', 'development-viewer.json', 'development-viewers.json'];
  return isRead.includes(path) ? { kind: 'restart', service: gatewayName } : undefined;
}

/** Returns whether a path is source code that runs. Generated types are erased before the code runs. */
function isSource(path: string): boolean {
  return path.startsWith('src/') && path.endsWith('.ts') && !path.includes('/generated/');
}
