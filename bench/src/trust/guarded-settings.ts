import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigningKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';

/** Settings of a gateway with all security features: its environment, and the headers of its client. */
export type GuardedSettings = {
  readonly env: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly remove: () => void;
};

/**
 * Creates the settings of a gateway with all security features. The bench's client passes them: it has a verified token,
 * a rate limit that it never reaches, registered operations that are sent as text, and a listed origin.
 */
export async function createGuardedSettings(
  supergraphSdl: string,
  operations: readonly string[],
): Promise<GuardedSettings> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-trust-'));
  const write = (name: string, content: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
    return file;
  };
  const [client, internal] = [await createSigningKeys(), await createSigningKeys()];
  const [issuer, audience, origin] = ['https://login.example.com/', 'graph', 'https://shop.example.com'];
  const sign = createTokenSigner({
    privateKey: () => client.privateKey,
    purpose: 'client',
    issuer,
    ttlSeconds: 3600,
  });
  const viewer = { subject: 'bench', scopes: new Set(['users:read']) };
  return {
    env: {
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      PORT: '0',
      SUPERGRAPH: write('supergraph.graphql', supergraphSdl),
      CLIENT_PUBLIC_KEYS_FILE: write('client.json', client.publicKeys),
      INTERNAL_PRIVATE_KEY_FILE: write('internal.json', internal.privateKey),
      TOKEN_ISSUER: issuer,
      TOKEN_AUDIENCE: audience,
      RATE_LIMIT_PER_MINUTE: '1000000000',
      CORS_ORIGINS: origin,
      SAFELIST: 'enforce',
      SAFELIST_MANIFEST: write('manifest.json', Object.fromEntries(operations.entries())),
    },
    headers: { authorization: `Bearer ${await sign(viewer, audience)}`, origin },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
