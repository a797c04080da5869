import { ApolloGateway } from '@apollo/gateway';
import { createApolloServer } from './create-apollo-server.ts';
import { serveApollo } from './serve-apollo.ts';

/** Stands in for our engine until it has a first version: stock against stock, which must come out at 1. */
export async function serveOurs(supergraphSdl: string): Promise<number> {
  return serveApollo(createApolloServer(new ApolloGateway({ supergraphSdl })));
}
