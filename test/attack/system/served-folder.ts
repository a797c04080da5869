import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registeredOperations } from './registered-operations.ts';

/** A folder on disk with a served site, a manifest, and files beside them that must not be served. */
export interface ServedFolder {
  /** Folder of the site. */
  readonly path: string;
  /** File with the registered operations. */
  readonly manifest: string;
  readonly remove: () => void;
}

/** Size of the site's `large.bin` in bytes: more than connections buffer. */
export const largeFileBytes = 30_000_000;

/** Content of files that no request may reach. */
export const hiddenText = 'this text is outside the served folder';

/** Writes the folder. It must be removed. */
export function createServedFolder(): ServedFolder {
  const parent = mkdtempSync(join(tmpdir(), 'supergraph-attack-'));
  const path = join(parent, 'site');
  mkdirSync(join(path, 'assets'), { recursive: true });
  mkdirSync(join(path, '.git'));
  writeFileSync(join(path, 'index.html'), '<!doctype html><title>A site</title>');
  writeFileSync(join(path, 'assets', 'index.js'), 'export {};');
  writeFileSync(join(path, 'large.bin'), Buffer.alloc(largeFileBytes));
  mkdirSync(join(parent, 'outside'));
  for (const hidden of ['site/.env', 'site/.git/config', 'secret.txt', 'outside/secret.txt'])
    writeFileSync(join(parent, hidden), hiddenText);
  symlinkSync(join(parent, 'secret.txt'), join(path, 'link.txt'));
  symlinkSync(join(parent, 'outside'), join(path, 'up'));
  const manifest = join(parent, 'manifest.json');
  writeFileSync(manifest, JSON.stringify(Object.fromEntries(registeredOperations)));
  return { path, manifest, remove: () => rmSync(parent, { recursive: true, force: true }) };
}
