import { KeysUnavailable, type PrivateKeySource } from '@supergraph/service-kit/identity/key-source.ts';
import { internalIssuer, internalTokenSeconds } from '@supergraph/service-kit/identity/token-purpose.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { readBearerToken, type TokenVerifier } from '@supergraph/service-kit/identity/token-verifier.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';

/** Paths of Hive Gateway's own health checks. */
const openPaths: readonly string[] = ['/healthcheck', '/readiness'];

/**
 * Creates a plugin of Hive Gateway that authenticates callers, and signs a token of the viewer for each
 * subgraph. The token is a header of the operation, not of the HTTP request, since Hive deduplicates
 * identical operations: a token added later would let one viewer receive another's answer.
 */
export function createIdentityPlugin({ verify }: TokenVerifier, internalKey: PrivateKeySource) {
  const viewers = new WeakMap<Request, Viewer>();
  const sign = createTokenSigner({
    privateKey: internalKey.current,
    purpose: 'internal',
    issuer: internalIssuer,
    ttlSeconds: internalTokenSeconds,
  });
  const viewerOf = (request: Request): Viewer => {
    const viewer = viewers.get(request);
    if (viewer === undefined) throw new Error('Only requests with a token may reach a subgraph.');
    return viewer;
  };
  const plugin = {
    async onRequest({ request, endResponse }: RequestHook): Promise<void> {
      if (openPaths.includes(new URL(request.url).pathname)) return;
      try {
        viewers.set(request, await verify(readBearerToken(request.headers.get('authorization') ?? '') ?? ''));
      } catch (error) {
        endResponse(error instanceof KeysUnavailable ? new Response(null, { status: 503 }) : refusal());
      }
    },
    async onSubgraphExecute({ subgraphName, executionRequest }: SubgraphHook): Promise<void> {
      const token = await sign(viewerOf(executionRequest.context.request), subgraphName);
      executionRequest.extensions = { headers: { authorization: `Bearer ${token}` } };
    },
  };
  return { plugin, viewerOf };
}

/** Arguments of `onRequest` that this plugin uses. */
interface RequestHook {
  readonly request: Request;
  readonly endResponse: (response: Response) => void;
}

/** Arguments of `onSubgraphExecute` that this plugin uses. */
interface SubgraphHook {
  readonly subgraphName: string;
  readonly executionRequest: { readonly context: { readonly request: Request }; extensions?: object };
}

function refusal(): Response {
  const error = {
    message: 'This graph requires a valid token. Send it as "Authorization: Bearer <token>".',
    extensions: { code: 'UNAUTHENTICATED' },
  };
  return Response.json({ errors: [error] }, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
}
