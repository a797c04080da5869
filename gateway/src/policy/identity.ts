import { readOrCreateDevelopmentKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { startClientKeys } from '@supergraph/service-kit/identity/identity-settings.ts';
import { followPrivateKey, type PrivateKeySource } from '@supergraph/service-kit/identity/key-source.ts';
import { internalIssuer, internalTokenSeconds } from '@supergraph/service-kit/identity/token-purpose.ts';
import { createTokenSigner, type TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { createTokenVerifier } from '@supergraph/service-kit/identity/token-verifier.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { authenticate, type Credentials, recallViewer } from './authenticate.ts';

/** Authentication of callers whose tokens have one audience. */
export interface AudienceIdentity {
  /** Returns the viewer of a caller. Throws RefusedError if the caller is refused. */
  readonly authenticate: (credentials: Credentials) => Promise<Viewer>;
  /** Returns the viewer if the token was verified before, else undefined. Decides as `authenticate` does. */
  readonly recall: (credentials: Credentials) => Viewer | undefined;
}

/** Authentication of callers, and the signing of tokens for subgraphs. */
export interface Identity extends AudienceIdentity {
  /** Returns the authentication of tokens with another audience. */
  readonly forAudience: (audience: string) => AudienceIdentity;
  /** Undefined if there is no key, since no subgraph runs in another process. */
  readonly signToken: TokenSigner | undefined;
  /** Returns whether callers can be authenticated: keys are available, or no caller needs a token. */
  readonly isReady: () => boolean;
  /** Stops following key files and the identity provider. */
  readonly stop: () => void;
}

/** Starts to follow the configured keys. Does not wait for an identity provider that does not answer. */
export async function startIdentity(config: GatewayConfig, log: Log): Promise<Identity> {
  const { issuer, audience, algorithms, clockSkewMs, anonymous } = config.identity;
  const clientKeys = await startClientKeys(config.identity, config.dataDir, log);
  const internalKey = await startInternalKey(config, log);
  const forAudience = (audience: string): AudienceIdentity => {
    const verifier = createTokenVerifier({
      purpose: 'client',
      keys: clientKeys,
      issuer,
      audience,
      algorithms,
      clockSkewMs,
    });
    return {
      authenticate: (credentials) => authenticate(credentials, verifier, anonymous),
      recall: (credentials) => recallViewer(credentials, verifier),
    };
  };
  return {
    ...forAudience(audience),
    forAudience,
    signToken: internalKey && createInternalSigner(internalKey),
    isReady: () => clientKeys.current() !== undefined || anonymous === 'allow',
    stop: () => {
      clientKeys.stop();
      internalKey?.stop();
    },
  };
}

/**
 * Returns the source of the internal key. Without a configured key, production has none instead of a development key.
 */
async function startInternalKey(
  { mode, identity: { internalKey }, dataDir }: GatewayConfig,
  log: Log,
): Promise<PrivateKeySource | undefined> {
  if (internalKey !== undefined) return followPrivateKey(internalKey, log);
  if (mode === 'production') return undefined;
  const { privateKey } = (await readOrCreateDevelopmentKeys(dataDir)).internal;
  return { current: () => privateKey, stop: () => {} };
}

function createInternalSigner(key: PrivateKeySource): TokenSigner {
  return createTokenSigner({
    privateKey: key.current,
    purpose: 'internal',
    issuer: internalIssuer,
    ttlSeconds: internalTokenSeconds,
  });
}
