import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import type { Site, SiteFile } from './read-site.ts';

/**
 * Creates the handler of a site below a path, such as `/shop`. No request reaches the file system: what was read is
 * all there is. A path that names no file is answered with the site's `index.html`, whose script reads the path; one
 * that looks like a file (its last part has a dot) is 404.
 */
export function createSiteRoute(path: string, site: Site): HttpHandler {
  const compress = createCompression();
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notAllowed(request.method);
    if (request.path === path) return redirectTo(`${path}/${request.search}`);
    const file = findFile(site, readName(request.path.slice(path.length + 1)));
    if (file === undefined) {
      throw new HttpProblem(404, 'NOT_FOUND', `Not found: ${request.path}.`);
    }
    return reply(request, file, compress);
  };
}

/** A page may load and ask its own origin, and nothing else. No inline script runs. */
const siteHeaders = pageHeaders({
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
});

type Coding = 'br' | 'gzip';
type Compression = (file: SiteFile, coding: Coding) => Promise<Buffer>;

/** Each file is compressed when it is first asked for, and kept. */
function createCompression(): Compression {
  const kept: Readonly<Record<Coding, WeakMap<SiteFile, Promise<Buffer>>>> = {
    br: new WeakMap(),
    gzip: new WeakMap(),
  };
  return (file, coding) => {
    const known = kept[coding].get(file) ?? compressions[coding](file.bytes);
    kept[coding].set(file, known);
    return known;
  };
}

const compressions: Readonly<Record<Coding, (bytes: Buffer) => Promise<Buffer>>> = {
  // Of the highest qualities 10 and 11 take ten times as long and save 3 % more.
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

async function reply(request: HttpRequest, file: SiteFile, compress: Compression): Promise<HttpReply> {
  const coding = isCompressible(file) ? chooseCoding(request.headers['accept-encoding'] ?? '') : undefined;
  const etag = `"${file.hash}${coding === undefined ? '' : `-${coding}`}"`;
  const headers = {
    ...siteHeaders,
    'content-type': file.contentType,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'accept-encoding',
    ...(coding && { 'content-encoding': coding }),
  };
  if (matches(request.headers['if-none-match'], etag)) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: coding === undefined ? file.bytes : await compress(file, coding) };
}

/** The path below that of the site, decoded; undefined where it is none that a site can have. */
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

/** RFC 9110, section 12.5.3: a coding with the weight 0 is refused. */
function chooseCoding(accepted: string): Coding | undefined {
  const codings = accepted
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim()))
    .filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? ''))
    .map(([coding]) => coding);
  return (['br', 'gzip'] as const).find((coding) => codings.includes(coding));
}

/** RFC 9110, section 13.1.2: compared weakly. */
function matches(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}

function redirectTo(location: string): HttpReply {
  return { status: 308, headers: { location, 'cache-control': 'no-cache' }, body: '' };
}

function notAllowed(method: string): HttpProblem {
  return new HttpProblem(
    405,
    'METHOD_NOT_ALLOWED',
    `Files are asked for by GET or HEAD, but this is ${method}.`,
    {
      allow: 'GET, HEAD',
    },
  );
}
