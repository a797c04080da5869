import { readFileSync } from 'node:fs';

const names = ['users', 'orders', 'products', 'reviews'] as const;

/** The names of the stub subgraphs. Each has an SDL file of that name. */
export type SubgraphName = (typeof names)[number];

/** The stub subgraphs in a fixed order, so that two runs compose the same supergraph. */
export const subgraphNames: readonly SubgraphName[] = names;

/** Reads one stub subgraph's SDL from its file. */
export function readSubgraphSdl(name: SubgraphName): string {
  return readFileSync(new URL(`../../subgraphs/${name}.graphql`, import.meta.url), 'utf8');
}
