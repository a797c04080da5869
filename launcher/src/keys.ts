import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSigningKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { readPrivateJwk } from '@supergraph/service-kit/identity/key-file.ts';
import { readPublicKeys } from '@supergraph/service-kit/identity/public-keys.ts';

const usage = 'Usage: npm run keys -- --out <folder> [--rotate]';

try {
  const { out, rotate } = readArguments(process.argv.slice(2));
  const files = rotate ? await rotateKeys(out) : await writeKeys(out);
  for (const file of files) process.stdout.write(`${file}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 1;
}

function readArguments(args: readonly string[]): { readonly out: string; readonly rotate: boolean } {
  const options = { out: { type: 'string' }, rotate: { type: 'boolean', default: false } } as const;
  const { out, rotate } = parseArgs({ args: [...args], options }).values;
  if (out === undefined || out.trim() === '')
    throw new Error('--out must name the folder for the two files.');
  return { out, rotate };
}

async function writeKeys(folder: string): Promise<readonly string[]> {
  const { secret, open } = filesIn(folder);
  // Before either is written: half of a new pair next to half of an old one would fit nothing.
  for (const file of [secret, open]) {
    if (existsSync(file))
      throw new Error(`A key may be in use and is never overwritten, but ${file} exists.`);
  }
  const { privateKey, publicKeys } = await createSigningKeys();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(secret, format(privateKey), { flag: 'wx', mode: 0o600 });
  await writeFile(open, format(publicKeys), { flag: 'wx', mode: 0o644 });
  return [secret, open];
}

/**
 * A new pair in place of the one that signs, whose public half stays beside the new one; what was there before
 * goes. The public halves are written first, as subgraphs must know a key before a gateway signs with it. Both files
 * stay the same files, since that is what containers have mounted.
 */
async function rotateKeys(folder: string): Promise<readonly string[]> {
  const { secret, open } = filesIn(folder);
  const { kid } = readPrivateJwk(await readJson(secret), secret);
  const known = readPublicKeys(await readJson(open)).keys.filter((key) => key.kid === kid);
  if (known.length === 0) throw new Error(`${open} must hold the public half of ${secret}, but does not.`);
  const { privateKey, publicKeys } = await createSigningKeys();
  await writeFile(open, format({ keys: [...publicKeys.keys, ...known] }));
  await writeFile(secret, format(privateKey));
  return [open, secret];
}

function filesIn(folder: string) {
  return { secret: join(folder, 'internal-private.json'), open: join(folder, 'internal-public.json') };
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
