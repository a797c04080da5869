import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { checkMethod } from '@supergraph/service-kit/http/check-method.ts';
import type { HttpHandler, HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { pageHeaders } from '@supergraph/service-kit/pages/page-headers.ts';
import { chooseCoding } from '../accept-encoding.ts';
import type { Site, SiteFile } from './read-site.ts';

/**
 * Creates the handler of a site below a path, such as `/shop`. It serves from memory, so no request reaches the file system.
 * A path that names no file gets `index.html`, whose script reads the path. If its last part has a dot, it gets 404.
 */
export function createSiteRoute(path: string, site: Site, connectTo: readonly string[] = []): HttpHandler {
  const siteHeaders = createSiteHeaders(connectTo);
  /** Compressed files by entity tag. Each is compressed at the first request for it. */
  const compressed = new Map<string, Promise<Buffer>>();
  const bodyOf = (file: SiteFile, coding: Coding | undefined, etag: string): Promise<Buffer> | Buffer => {
    if (coding === undefined) return file.bytes;
    const body = compressed.get(etag) ?? compressions[coding](file.bytes);
    compressed.set(etag, body);
    return body;
  };
  return async ({ method, path: requested, search, headers: asked }) => {
    checkMethod({ method }, 'GET', 'HEAD');
    if (requested === path) {
      const location = `${path}/${search}`;
      return { status: 308, headers: { location, 'cache-control': 'no-cache' }, body: '' };
    }
    const file = findFile(site, readName(requested.slice(path.length + 1)));
    if (file === undefined) throw new HttpProblem('NOT_FOUND', `Not found: ${requested}.`);
    const coding = isCompressible(file) ? chooseCoding(asked['accept-encoding'], codings) : undefined;
    const etag = `"${file.hash}${coding === undefined ? '' : `-${coding}`}"`;
    const headers = {
      ...siteHeaders,
      'content-type': file.contentType,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag,
      vary: 'accept-encoding',
      ...(coding && { 'content-encoding': coding }),
    };
    if (matches(asked['if-none-match'], etag)) return { status: 304, headers, body: '' };
    return { status: 200, headers, body: await bodyOf(file, coding, etag), isShared: true };
  };
}

/** Returns the headers of a page. It may load from its own origin, and send requests to it and to the given ones. */
function createSiteHeaders(connectTo: readonly string[]): HttpReply['headers'] {
  return pageHeaders({
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': ["'self'", ...connectTo].join(' '),
    'manifest-src': "'self'",
  });
}

const compressions = {
  // The highest qualities, 10 and 11, take ten times as long and save 3 % more.
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
};

type Coding = keyof typeof compressions;

const codings = ['br', 'gzip'] as const satisfies readonly Coding[];

/** Returns the decoded path below that of the site, or undefined if the path is invalid. */
function readName(encoded: string): string | undefined {
  if (/%(2f|5c|00)/i.test(encoded)) return undefined;
  try {
    const name = decodeURIComponent(encoded);
    return /(^|\/)\.|\/\/|[\\\0]/.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}

function findFile(site: Site, name: string | undefined): SiteFile | undefined {
  if (name === undefined) return undefined;
  const isFileName = /\.[^/]*$/.test(name);
  return site.get(name) ?? (isFileName ? undefined : site.get('index.html'));
}

function isCompressible({ bytes, contentType }: SiteFile): boolean {
  return bytes.length > 1000 && /^text\/|json|javascript|xml|wasm/.test(contentType);
}

/** Returns whether If-None-Match has the tag, by weak comparison (RFC 9110, section 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
