import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { createSigningKeys, type SigningKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { internalIssuer } from '@supergraph/service-kit/identity/token-purpose.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import type { Person } from './people.ts';

/** The keys of a production graph, in files. */
export interface ProductionKeys {
  /** NODE_ENV and all key settings that production requires, for every service. */
  readonly env: Environment;
  /** Keys that sign clients' tokens. */
  readonly client: SigningKeys;
  /** Keys that sign the gateway's tokens for subgraphs. */
  readonly internal: SigningKeys;
  /** Creates a client's token. */
  readonly tokenOf: (person: Person) => Promise<string>;
  /** Creates a token as the gateway signs it for a subgraph. */
  readonly internalTokenOf: (person: Person, subgraph: string) => Promise<string>;
  readonly remove: () => void;
}

/** Creates the keys of a production graph. They must be removed. */
export async function createProductionKeys(): Promise<ProductionKeys> {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-keys-'));
  const client = await createSigningKeys();
  const internal = await createSigningKeys();
  const write = (name: string, value: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(value), { mode: 0o600 });
    return file;
  };
  const signClient = createTokenSigner({
    privateKey: () => client.privateKey,
    purpose: 'client',
    issuer: 'https://login.example.com/',
    ttlSeconds: 600,
  });
  const signInternal = createTokenSigner({
    privateKey: () => internal.privateKey,
    purpose: 'internal',
    issuer: internalIssuer,
    ttlSeconds: 600,
  });
  return {
    env: {
      NODE_ENV: 'production',
      // There is no load balancer here.
      SHUTDOWN_DELAY_MS: '0',
      CLIENT_PUBLIC_KEYS_FILE: write('client.json', client.publicKeys),
      INTERNAL_PRIVATE_KEY_FILE: write('internal-private.json', internal.privateKey),
      INTERNAL_PUBLIC_KEYS_FILE: write('internal-public.json', internal.publicKeys),
      EVENTS_SECRET: randomBytes(32).toString('hex'),
      TOKEN_ISSUER: 'https://login.example.com/',
      TOKEN_AUDIENCE: 'https://graph.example.com/',
    },
    client,
    internal,
    tokenOf: async ({ subject, scopes }) =>
      signClient({ subject, scopes: new Set(scopes) }, 'https://graph.example.com/'),
    internalTokenOf: async ({ subject, scopes }, subgraph) =>
      signInternal({ subject, scopes: new Set(scopes) }, subgraph),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
