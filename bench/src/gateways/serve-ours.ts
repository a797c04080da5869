import { createGateway } from '@supergraph/engine';
import { createApolloServer } from './create-apollo-server.ts';
import { serveApollo } from './serve-apollo.ts';

/** Serves our engine with its default options. */
export async function serveOurs(supergraphSdl: string): Promise<number> {
  return serveApollo(createApolloServer(createGateway({ supergraphSdl })));
}
