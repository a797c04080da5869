import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSigningKeys,
  developmentAudience,
  developmentIssuer,
  type SigningKeys,
} from '@supergraph/service-kit/identity/development-keys.ts';
import { internalIssuer } from '@supergraph/service-kit/identity/token-purpose.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

const folder = mkdtempSync(join(tmpdir(), 'key-rotation-'));
const clientFile = join(folder, 'client.json');
const privateFile = join(folder, 'private.json');
const publicFile = join(folder, 'public.json');
const [client, internal] = [await createSigningKeys(), await createSigningKeys()];
let graph: TestGraph;
/** Proxy between the gateway and users that records the key id of the gateway's last token. */
let passage: StubServer;
let lastSigner: unknown;

beforeAll(async () => {
  write(clientFile, client.publicKeys);
  write(privateFile, internal.privateKey);
  write(publicFile, internal.publicKeys);
  passage = await startStubServer();
  graph = await startTestGraph({
    env: { INTERNAL_PUBLIC_KEYS_FILE: publicFile },
    gatewayEnv: {
      CLIENT_PUBLIC_KEYS_FILE: clientFile,
      INTERNAL_PRIVATE_KEY_FILE: privateFile,
      USERS_URL: passage.url,
    },
  });
  passage.behave((incoming, outgoing) => {
    const { headers, method = '' } = incoming;
    lastSigner = decodeProtectedHeader(String(headers.authorization).replace('Bearer ', '')).kid;
    const onwards = request(graph.users.url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onwards);
  });
});

afterAll(async () => {
  await graph.stop();
  await passage.stop();
  rmSync(folder, { recursive: true });
});

test('internal keys can be replaced under load without a failed request', async () => {
  const token = await clientToken(client);
  const load = startLoad(() => ask(graph.url, token));
  await expect.poll(() => lastSigner).toBe(internal.privateKey.kid);
  const next = await createSigningKeys();
  // As `npm run keys -- --rotate` does: first for the services that verify, then for the signer.
  write(publicFile, { keys: [...next.publicKeys.keys, ...internal.publicKeys.keys] });
  write(privateFile, next.privateKey);
  await expect.poll(() => lastSigner).toBe(next.privateKey.kid);
  write(publicFile, next.publicKeys);
  const stale = await sign(internal, 'internal', internalIssuer, 'users');
  await expect.poll(() => ask(graph.users.url, stale)).toBe(401);
  const statuses = await load.stop();
  expect(statuses.length).toBeGreaterThan(10);
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('the keys of clients are replaced without a restart, and tokens of the old key are refused', async () => {
  const [old, next] = [await clientToken(client), await createSigningKeys()];
  expect(await ask(graph.url, old)).toBe(200);
  write(clientFile, next.publicKeys);
  expect(await ask(graph.url, await clientToken(next)), 'at once, since its key is new').toBe(200);
  expect(await ask(graph.url, old)).toBe(401);
});

test('a file of keys that breaks while it is in use changes nothing', async () => {
  const good = await createSigningKeys();
  write(clientFile, good.publicKeys);
  const token = await clientToken(good);
  expect(await ask(graph.url, token)).toBe(200);
  writeFileSync(clientFile, '{"keys": [');
  const unknown = await clientToken(await createSigningKeys());
  expect(await ask(graph.url, unknown), 'whether its key is trusted, nobody can tell').toBe(503);
  expect(await ask(graph.url, token)).toBe(200);
  rmSync(clientFile);
  expect(await ask(graph.url, await clientToken(good))).toBe(200);
});

/** Sends requests continuously, four at a time, until it is stopped. Then it returns every status. */
function startLoad(send: () => Promise<number>) {
  const statuses: number[] = [];
  let isOver = false;
  const workers = Array.from({ length: 4 }, async () => {
    while (!isOver) statuses.push(await send());
  });
  const stop = async (): Promise<readonly number[]> => {
    isOver = true;
    await Promise.all(workers);
    return statuses;
  };
  return { stop };
}

/** Returns the status of an answer without GraphQL errors, otherwise 0. */
async function ask(url: string, token: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ me { id } }' }),
  });
  const { errors } = await response.json();
  return response.status === 200 && errors !== undefined ? 0 : response.status;
}

function clientToken(keys: SigningKeys): Promise<string> {
  return sign(keys, 'client', developmentIssuer, developmentAudience);
}

async function sign(
  { privateKey }: SigningKeys,
  purpose: 'client' | 'internal',
  issuer: string,
  audience: string,
): Promise<string> {
  const signToken = createTokenSigner({ privateKey: () => privateKey, purpose, issuer, ttlSeconds: 600 });
  return signToken({ subject: staff.subject, scopes: new Set() }, audience);
}

function write(file: string, content: unknown): void {
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
}
