import { ApolloGateway } from '@apollo/gateway';
import { createApolloServer } from './create-apollo-server.ts';
import { serveApollo } from './serve-apollo.ts';

/** Serves Apollo's gateway with its default options. */
export async function serveStock(supergraphSdl: string): Promise<number> {
  return serveApollo(createApolloServer(new ApolloGateway({ supergraphSdl })));
}
