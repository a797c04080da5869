import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { ConfigError } from '@supergraph/service-kit/config.ts';
import { contentTypeOf } from './content-type.ts';

/** A file of a site, as it was when it was read. */
export interface SiteFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Of the contents, in the letters of base64url. */
  readonly hash: string;
  /** Whether its name changes whenever its contents do, so that it may be kept for ever. */
  readonly immutable: boolean;
}

/** The files of a site by their path in it, such as `assets/index.js`. */
export type Site = ReadonlyMap<string, SiteFile>;

/** All of a site is kept in memory. */
const maxSiteBytes = 64_000_000;

/**
 * Reads a folder with all that is below it. Files whose name begins with a dot, and links that lead out of the
 * folder, are left out. Throws ConfigError where it is too large to be kept in memory.
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
        `PAGES must name folders of ${maxSiteBytes} bytes at most, and "${folder}" has more`,
      ]);
    }
    site.set(path, {
      bytes,
      contentType: contentTypeOf(extname(path)),
      hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
      immutable: isNamedByHash(path),
    });
  }
  return site;
}

/** As bundlers name what they make, in a folder of its own: `assets/index-B7PI925R.js`. A word is no hash. */
function isNamedByHash(path: string): boolean {
  return /(^|\/)assets\/[^/]*[-.](?=[\w-]*[A-Z\d_])[\w-]{8}\.\w+(\.map)?$/.test(path);
}
