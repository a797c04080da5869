import { createGateway } from '@supergraph/engine';
import { createApolloServer } from './create-apollo-server.ts';
import { serveApollo } from './serve-apollo.ts';

/** Serves our engine with its default options in plain Apollo Server, as it replaces `ApolloGateway` elsewhere. */
export async function serveEngine(supergraphSdl: string): Promise<number> {
  return serveApollo(createApolloServer(createGateway({ supergraphSdl })));
}
