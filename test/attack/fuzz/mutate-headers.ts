import type { FuzzRequest } from './fuzz-request.ts';
import type { Random } from './random.ts';

/** Changes the method, the path or the headers: removes, duplicates and replaces them. */
export function mutateHeaders(request: FuzzRequest, random: Random): FuzzRequest {
  const at = random.below(request.headers.length);
  const [name, value] = request.headers[at] ?? ['x', 'y'];
  const withHeaders = (...replacement: FuzzRequest['headers']): FuzzRequest => ({
    ...request,
    headers: [...request.headers.slice(0, at), ...replacement, ...request.headers.slice(at + 1)],
  });
  switch (random.below(8)) {
    case 0:
      return withHeaders();
    case 1:
      return withHeaders([name, value], [name, value]);
    case 2:
      return withHeaders([name, random.pick(values)]);
    case 3:
      return withHeaders([name, value], [random.pick(names), random.pick(values)]);
    case 4:
      return withHeaders([name, cut(value, random)]);
    case 5:
      return {
        ...request,
        method: random.pick([
          'GET',
          'PUT',
          'HEAD',
          'OPTIONS',
          'TRACE',
          'CONNECT',
          'get',
          'QUERY',
          'P\0ST',
          '',
        ]),
      };
    case 6:
      return { ...request, path: random.pick(paths) };
    default:
      return { ...request, path: cut(request.path, random) };
  }
}

const names = [
  'content-length',
  'transfer-encoding',
  'content-encoding',
  'content-type',
  'connection',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'host',
  'origin',
  'cookie',
  'x-request-id',
  'x-forwarded-for',
  'authorization',
  'accept',
  'range',
  'if-none-match',
  '__proto__',
  'constructor',
  'x show cost',
  '',
] as const;

const values = [
  '',
  ' ',
  '0',
  '-1',
  '1',
  '18446744073709551616',
  'chunked',
  'gzip',
  'close',
  'keep-alive',
  '100-continue',
  'websocket',
  'h2c',
  'null',
  '*',
  '*/*',
  'text/html',
  'multipart/mixed',
  'application/json; charset=utf-16',
  'Bearer',
  'Bearer a.b.c',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Basic x',
  'application/graphql-response+json',
  'multipart/form-data; boundary=x',
  'a'.repeat(10_000),
  '\xff\xfe',
  'a\0b',
  'a\rb',
  '__proto__',
  '1, 2',
  '"',
] as const;

const paths = [
  '/',
  '*',
  '',
  '/graphql/',
  '/graphql?',
  '/graphql?query',
  '/graphql?query=%',
  '/graphql?query={__typename}&query={__typename}',
  '/graphql?variables={',
  '/graphql#x',
  '//graphql',
  '/graphql/../health',
  '/health',
  '/ready',
  '/site/../../etc/passwd',
  '/site/%00',
  'http://127.1/graphql',
  '/%',
  '/\xff',
  '/__proto__',
  '/constructor',
] as const;

function cut(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return `${text.slice(0, at)}${random.pick(['', '%', '\0', '\xe9', '&', ' ', ','])}${text.slice(at + random.below(5))}`;
}
