import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSigningKeys, withPublicHalf } from '@supergraph/service-kit/identity/development-keys.ts';
import { readPrivateJwk } from '@supergraph/service-kit/identity/key-file.ts';
import { readPublicKeys } from '@supergraph/service-kit/identity/public-keys.ts';
import { runCommand } from './run-command.ts';

const usage = 'Usage: npm run keys -- --out <folder> [--rotate]';

await runCommand(async () => {
  const { out, rotate } = readArguments(process.argv.slice(2));
  const files = rotate ? await rotateKeys(out) : await writeKeys(out);
  return files.map((file) => `${file}\n`).join('');
}, usage);

function readArguments(args: readonly string[]): { readonly out: string; readonly rotate: boolean } {
  const options = { out: { type: 'string' }, rotate: { type: 'boolean', default: false } } as const;
  const { out, rotate } = parseArgs({ args: [...args], options }).values;
  if (out === undefined || out.trim() === '')
    throw new Error('--out must name the folder for the two files.');
  return { out, rotate };
}

/**
 * Writes a new pair. Writes the private key first: if the call is interrupted, the next one derives the
 * public key from it.
 */
async function writeKeys(folder: string): Promise<readonly string[]> {
  const { privateFile, publicFile } = filesIn(folder);
  if (existsSync(publicFile))
    throw new Error(`A key may be in use and is never overwritten, but ${publicFile} exists.`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const file of [privateFile, publicFile]) await rm(unfinished(file), { force: true });
  if (!existsSync(privateFile))
    await createFile(privateFile, format((await createSigningKeys()).privateKey), 0o600);
  const privateKey = readPrivateJwk(await readJson(privateFile), privateFile);
  const { publicKeys } = withPublicHalf({ ...privateKey, use: 'sig' });
  await createFile(publicFile, format(publicKeys), 0o644);
  return [privateFile, publicFile];
}

/**
 * Replaces the signing pair, keeps the public key of the previous one, and deletes older ones. Writes the
 * public keys first, since subgraphs must know a key before a gateway signs with it.
 */
async function rotateKeys(folder: string): Promise<readonly string[]> {
  const { privateFile, publicFile } = filesIn(folder);
  const { kid } = readPrivateJwk(await readJson(privateFile), privateFile);
  const known = readPublicKeys(await readJson(publicFile)).keys.filter((key) => key.kid === kid);
  if (known.length === 0)
    throw new Error(`${publicFile} must contain the public key of ${privateFile}, but does not.`);
  const { privateKey, publicKeys } = await createSigningKeys();
  await overwrite(publicFile, format({ keys: [...publicKeys.keys, ...known] }));
  await overwrite(privateFile, format(privateKey));
  return [publicFile, privateFile];
}

/** Creates a file atomically, or fails if it exists. */
async function createFile(file: string, text: string, mode: number): Promise<void> {
  await writeFile(unfinished(file), text, { flag: 'wx', mode });
  await link(unfinished(file), file);
  await rm(unfinished(file));
}

/**
 * Overwrites JSON in the same file, since a container mounts the file and not its name. Uses one write,
 * padded with spaces over a longer text, so that readers and interruptions see either the old JSON or the new
 * one.
 */
async function overwrite(file: string, text: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(text.padEnd((await handle.stat()).size), 0);
    await handle.truncate(Buffer.byteLength(text));
  } finally {
    await handle.close();
  }
}

function filesIn(folder: string) {
  return {
    privateFile: join(folder, 'internal-private.json'),
    publicFile: join(folder, 'internal-public.json'),
  };
}

function unfinished(file: string): string {
  return `${file}.unfinished`;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`--rotate needs the keys that are in use, but there is no ${file}.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} must be JSON, but does not parse.`);
  }
}

function format(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
