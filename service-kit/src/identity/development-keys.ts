import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import type { Log } from '../log.ts';
import { readPrivateJwk } from './key-file.ts';
import { internalIssuer } from './token-purpose.ts';
import { createTokenSigner } from './token-signer.ts';
import type { Viewer } from './viewer.ts';

/** A private key with its public half as a JWK set for verifiers. */
export interface SigningKeys {
  readonly privateKey: JWK;
  readonly publicKeys: JSONWebKeySet;
}

/** Keys of one development graph: for client tokens, and for the gateway's tokens to subgraphs. */
export interface DevelopmentKeys {
  readonly client: SigningKeys;
  readonly internal: SigningKeys;
}

/** Issuer and audience of development tokens. */
export const developmentIssuer = 'development';
export const developmentAudience = 'supergraph';

/**
 * Reads the development keys of a data folder, or creates them in a file that only its owner may read. Processes that
 * start at the same time get the same keys. Logs whether the keys are new. Never call this in production.
 */
export async function readOrCreateDevelopmentKeys(dataDir: string, log?: Log): Promise<DevelopmentKeys> {
  const file = join(dataDir, 'development-keys.json');
  const created = await createFile(file, dataDir);
  log?.info(`${created ? 'made' : 'using'} the development keys in ${dataDir}`);
  const stored: unknown = JSON.parse(await readFile(file, 'utf8'));
  return { client: readKeys(stored, 'client', file), internal: readKeys(stored, 'internal', file) };
}

export interface DevelopmentTokenOptions {
  readonly dataDir: string;
  readonly viewer: Viewer;
  readonly ttlSeconds: number;
}

/** Signs a client token with the development keys of a data folder. Production does not accept it. */
export async function createDevelopmentToken(
  options: DevelopmentTokenOptions & {
    /** default: that of the development configuration */
    readonly audience?: string;
  },
): Promise<string> {
  const { client } = await readOrCreateDevelopmentKeys(options.dataDir);
  const sign = createTokenSigner({
    privateKey: () => client.privateKey,
    purpose: 'client',
    issuer: developmentIssuer,
    ttlSeconds: options.ttlSeconds,
  });
  return sign(options.viewer, options.audience ?? developmentAudience);
}

/**
 * Returns a function that signs tokens for one subgraph as a gateway does, with the development keys of a data folder.
 * A subgraph with configured keys does not accept them.
 */
export function createSubgraphToken(subgraph: string): (options: DevelopmentTokenOptions) => Promise<string> {
  return async ({ dataDir, viewer, ttlSeconds }) => {
    const { internal } = await readOrCreateDevelopmentKeys(dataDir);
    const sign = createTokenSigner({
      privateKey: () => internal.privateKey,
      purpose: 'internal',
      issuer: internalIssuer,
      ttlSeconds,
    });
    return sign(viewer, subgraph);
  };
}

/** Creates an ES256 key pair with its own key id. */
export async function createSigningKeys(): Promise<SigningKeys> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return withPublicHalf({ ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' });
}

/** Creates the complete file in one step. The link fails if another process was first. */
async function createFile(file: string, dataDir: string): Promise<boolean> {
  const exists = await readFile(file).then(
    () => true,
    () => false,
  );
  if (exists) return false;
  await mkdir(dataDir, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  const keys = {
    client: (await createSigningKeys()).privateKey,
    internal: (await createSigningKeys()).privateKey,
  };
  await writeFile(draft, JSON.stringify(keys, null, 2), { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

function readKeys(stored: unknown, name: 'client' | 'internal', file: string): SigningKeys {
  const key: unknown = typeof stored === 'object' && stored !== null ? Reflect.get(stored, name) : undefined;
  return withPublicHalf(readPrivateJwk(key, `"${name}" in ${file}`));
}

/** Derives the public half of a private key. */
export function withPublicHalf(privateKey: JWK): SigningKeys {
  const { d: _, ...publicKey } = privateKey;
  return { privateKey, publicKeys: { keys: [publicKey] } };
}
