import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSigningKeys } from '@supergraph/service-kit/identity/development-keys.ts';

const usage = 'Usage: npm run keys -- --out <folder>';

try {
  for (const file of await writeKeys(readFolder(process.argv.slice(2)))) process.stdout.write(`${file}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 1;
}

function readFolder(args: readonly string[]): string {
  const { out } = parseArgs({ args: [...args], options: { out: { type: 'string' } } }).values;
  if (out === undefined || out.trim() === '')
    throw new Error('--out must name the folder for the two files.');
  return out;
}

async function writeKeys(folder: string): Promise<readonly string[]> {
  const [secret, open] = [
    join(folder, 'internal-private.json'),
    join(folder, 'internal-public.json'),
  ] as const;
  // Before either is written: half of a new pair next to half of an old one would fit nothing.
  for (const file of [secret, open]) {
    if (existsSync(file))
      throw new Error(`A key may be in use and is never overwritten, but ${file} exists.`);
  }
  const { privateKey, publicKeys } = await createSigningKeys();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeNew(secret, privateKey, 0o600);
  await writeNew(open, publicKeys, 0o644);
  return [secret, open];
}

function writeNew(file: string, content: unknown, mode: number): Promise<void> {
  return writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx', mode });
}
