import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { ConfigError } from '@supergraph/service-kit/config.ts';

export interface SiteFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Hash of the contents, in base64url. */
  readonly hash: string;
  /** True if its name changes with its contents, so that clients may cache it for good. */
  readonly immutable: boolean;
}

/** Files of a site by path, such as `assets/index.js`. */
export type Site = ReadonlyMap<string, SiteFile>;

const maxSiteBytes = 64_000_000;

/**
 * Reads a folder and its subfolders, without files whose name begins with a dot, and without links that lead out of the
 * folder. Throws ConfigError if it is too large.
 *
 * `sirv` is no alternative: it serves links that lead out of the folder, leaves a file open for each client that disconnects,
 * and ends the process at a request for a deleted file.
 */
export function readSite(folder: string): Site {
  const root = realpathSync(folder);
  const site = new Map<string, SiteFile>();
  let size = 0;
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const file = realpathSync(join(root, name));
    const path = relative(root, join(root, name)).split(sep).join('/');
    if (!file.startsWith(`${root}${sep}`) || /(^|\/)\./.test(path) || !statSync(file).isFile()) continue;
    const bytes = readFileSync(file);
    size += bytes.length;
    if (size > maxSiteBytes) {
      throw new ConfigError([
        `PAGES must name folders of ${maxSiteBytes} bytes at most ("${folder}" has more)`,
      ]);
    }
    site.set(path, {
      bytes,
      contentType: contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
      hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
      immutable: isNamedByHash(path),
    });
  }
  return site;
}

/** Returns whether a bundler named the file by its hash, as in `assets/index-B7PI925R.js`. A word is no hash. */
function isNamedByHash(path: string): boolean {
  return /(^|\/)assets\/[^/]*[-.](?=[\w-]*[A-Z\d_])[\w-]{8}\.\w+(\.map)?$/.test(path);
}

/** Media types by extension. Browsers do not interpret the files of other types. */
const contentTypes: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};
