import { readOrCreateDevelopmentKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { internalIssuer } from '@supergraph/service-kit/identity/token-purpose.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { anonymous } from '@supergraph/service-kit/identity/viewer.ts';
import { type Person, staff } from './people.ts';

/** Creates a token as the gateway of the data folder signs it for a subgraph. */
export async function createInternalToken(
  dataDir: string,
  subgraph: string,
  person: Person | 'anonymous' = staff,
): Promise<string> {
  const { internal } = await readOrCreateDevelopmentKeys(dataDir);
  const sign = createTokenSigner({
    privateKey: () => internal.privateKey,
    purpose: 'internal',
    issuer: internalIssuer,
    ttlSeconds: 600,
  });
  const viewer = person === 'anonymous' ? anonymous : { ...person, scopes: new Set(person.scopes) };
  return sign(viewer, subgraph);
}
