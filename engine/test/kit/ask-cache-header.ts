import { ApolloServer } from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { onTestFinished } from 'vitest';
import type { AtEnd } from './share-in-file.ts';

/** Sends a query over HTTP and returns the `Cache-Control` header that Apollo Server's plugin writes. */
export type AskCacheHeader = (query: string) => Promise<string | undefined>;

/** Starts Apollo Server on a gateway with its default plugins. */
export async function startCacheServer(
  gateway: GatewayInterface,
  atEnd: AtEnd = onTestFinished,
): Promise<AskCacheHeader> {
  const server = new ApolloServer({ gateway });
  await server.start();
  atEnd(() => server.stop());
  return async (query) => {
    const { http, body } = await server.executeOperation({ query });
    if (body.kind !== 'single' || body.singleResult.errors) throw new Error(JSON.stringify(body));
    return http.headers.get('cache-control');
  };
}
