import { readSubgraphSdl, type SubgraphName } from '../stub/subgraph-sdl.ts';

/** Returns the SDL of a stub subgraph, with access rules on the fields of users that the small queries select. */
export function readGuardedSdl(name: SubgraphName): string {
  const sdl = readSubgraphSdl(name);
  if (name !== 'users') return sdl;
  return sdl
    .replace('import: ["@key"]', 'import: ["@key", "@authenticated", "@requiresScopes", "@cost"]')
    .replace('user(id: ID!): User', 'user(id: ID!): User @authenticated @cost(weight: 2)')
    .replace('email: String!', 'email: String! @requiresScopes(scopes: [["users:read"]])');
}
