import { readOrCreateDevelopmentKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { internalIssuer } from '@supergraph/service-kit/identity/internal-token.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { type Person, staff } from './people.ts';

/** A token as the gateway of the data folder signs it for a subgraph. */
export async function createInternalToken(
  dataDir: string,
  subgraph: string,
  { subject, scopes }: Person = staff,
): Promise<string> {
  const { internal } = await readOrCreateDevelopmentKeys(dataDir);
  const sign = createTokenSigner({
    privateKey: internal.privateKey,
    issuer: internalIssuer,
    ttlSeconds: 600,
  });
  return sign({ subject, scopes: new Set(scopes) }, subgraph);
}
