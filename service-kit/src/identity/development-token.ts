import { developmentAudience, developmentIssuer, readOrCreateDevelopmentKeys } from './development-keys.ts';
import { createTokenSigner } from './token-signer.ts';
import type { Viewer } from './viewer.ts';

/** Signs a client token with the development keys of a data folder. Production does not accept it. */
export async function createDevelopmentToken(options: {
  readonly dataDir: string;
  readonly viewer: Viewer;
  readonly ttlSeconds: number;
}): Promise<string> {
  const { client } = await readOrCreateDevelopmentKeys(options.dataDir);
  const { privateKey } = client;
  const sign = createTokenSigner({
    privateKey: () => privateKey,
    purpose: 'client',
    issuer: developmentIssuer,
    ttlSeconds: options.ttlSeconds,
  });
  return sign(options.viewer, developmentAudience);
}
