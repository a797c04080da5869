import { readSubgraphSdl, type SubgraphName } from '../stub/subgraph-sdl.ts';

/** The SDL of a stub subgraph, with rules on what the small queries ask of users. */
export function readGuardedSdl(name: SubgraphName): string {
  const sdl = readSubgraphSdl(name);
  if (name !== 'users') return sdl;
  return sdl
    .replace('import: ["@key"]', 'import: ["@key", "@authenticated", "@requiresScopes", "@cost"]')
    .replace('user(id: ID!): User', 'user(id: ID!): User @authenticated @cost(weight: 2)')
    .replace('email: String!', 'email: String! @requiresScopes(scopes: [["users:read"]])');
}
