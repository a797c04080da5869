import type { HttpRequest } from '../http/http-handler.ts';
import { readOrCreateDevelopmentKeys } from '../identity/development-keys.ts';
import { createFixedKeys, followPublicKeys, type KeySource } from '../identity/key-source.ts';
import { internalClockSkewMs, internalIssuer } from '../identity/token-purpose.ts';
import { createTokenVerifier, readBearerToken } from '../identity/token-verifier.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Log } from '../log.ts';
import { RefusedError } from '../refusal.ts';
import type { SubgraphConfig } from './subgraph-config.ts';

/** Starts to accept tokens of the configured gateways, and to follow the file with their public keys. */
export async function startInternalAuthentication(config: SubgraphConfig, log: Log) {
  const keys = await startInternalKeys(config, log);
  const verifier = createTokenVerifier({
    purpose: 'internal',
    keys,
    issuer: internalIssuer,
    audience: config.name,
    algorithms: ['ES256'],
    clockSkewMs: internalClockSkewMs,
  });
  /** Returns the viewer that a gateway's token names. Throws RefusedError without a token for this subgraph. */
  const authenticate = async (request: HttpRequest): Promise<Viewer> => {
    try {
      const token = readBearerToken(request.headers.authorization);
      if (token !== undefined) return await verifier.verify(token);
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      request.log.warn({ reason }, 'an internal token was refused');
    }
    const message = 'This subgraph only accepts requests signed by its gateway.';
    throw new RefusedError({ code: 'UNAUTHENTICATED', message });
  };
  return { authenticate, stop: keys.stop };
}

async function startInternalKeys({ internalKeys, dataDir }: SubgraphConfig, log: Log): Promise<KeySource> {
  if (internalKeys !== undefined) return followPublicKeys(internalKeys, log);
  return createFixedKeys((await readOrCreateDevelopmentKeys(dataDir, log)).internal.publicKeys);
}
