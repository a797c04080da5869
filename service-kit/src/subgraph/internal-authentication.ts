import type { HttpRequest } from '../http/http-handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { readBearerToken } from '../identity/bearer-token.ts';
import { readOrCreateDevelopmentKeys } from '../identity/development-keys.ts';
import { internalClockSkewMs, internalIssuer } from '../identity/internal-token.ts';
import { followPublicKeys } from '../identity/key-file-source.ts';
import { createFixedKeys, type KeySource } from '../identity/key-source.ts';
import { createTokenVerifier } from '../identity/token-verifier.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Log } from '../log.ts';
import type { SubgraphConfig } from './subgraph-config.ts';

/** How a subgraph knows who asks. */
export interface InternalAuthentication {
  /** Who asks, as a gateway says. Throws HttpProblem 401 for everything that no gateway signed for this subgraph. */
  readonly authenticate: (request: HttpRequest) => Promise<Viewer>;
  /** Lets go of the file of keys. */
  readonly stop: () => void;
}

/** Starts to accept the tokens of gateways whose keys the configuration names, and to follow the file of these keys. */
export async function startInternalAuthentication(
  config: SubgraphConfig,
  log: Log,
): Promise<InternalAuthentication> {
  const keys = await startInternalKeys(config, log);
  const verifier = createTokenVerifier({
    purpose: 'internal',
    keys,
    issuer: internalIssuer,
    audience: config.name,
    algorithms: ['ES256'],
    clockSkewMs: internalClockSkewMs,
  });
  const authenticate = async (request: HttpRequest): Promise<Viewer> => {
    try {
      const token = readBearerToken(request.headers.authorization);
      if (token !== undefined) return await verifier.verify(token);
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      request.log.warn({ reason }, 'an internal token was refused');
    }
    throw new HttpProblem(401, 'UNAUTHENTICATED', 'Only a gateway of this graph may ask this subgraph.', {
      'www-authenticate': 'Bearer',
    });
  };
  return { authenticate, stop: keys.stop };
}

async function startInternalKeys({ internalKeys, dataDir }: SubgraphConfig, log: Log): Promise<KeySource> {
  if (internalKeys !== undefined) return followPublicKeys(internalKeys, log);
  return createFixedKeys((await readOrCreateDevelopmentKeys(dataDir, log)).internal.publicKeys);
}
