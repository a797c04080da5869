import type { Audit, AuditFamily } from '../audit.ts';
import { hiddenText } from '../system/served-folder.ts';
import { auditRawExchange, writeRequest } from '../wire/raw-exchange.ts';

/** Sent unchanged, since an HTTP client would normalize them. */
const paths: Readonly<Record<string, string>> = {
  climbing: '/site/../secret.txt',
  'climbing-encoded': '/site/%2e%2e/secret.txt',
  'climbing-encoded-slash': '/site/..%2fsecret.txt',
  'climbing-encoded-twice': '/site/%252e%252e%252fsecret.txt',
  'climbing-backslash': '/site/..\\secret.txt',
  'climbing-encoded-backslash': '/site/..%5csecret.txt',
  'climbing-inside': '/site/assets/../../secret.txt',
  'climbing-to-root': '/site/../../../../../../etc/passwd',
  'overlong-dots': '/site/%c0%ae%c0%ae/secret.txt',
  'absolute-path': '/site//etc/passwd.txt',
  'nul-byte': '/site/index.html%00.txt',
  'dot-file': '/site/.env',
  'dot-file-encoded': '/site/%2eenv',
  'dot-folder': '/site/.git/config',
  'link-out': '/site/link.txt',
  'folder-link-out': '/site/up/secret.txt',
  'bad-encoding': '/site/%zz.txt',
  prefix: '/sitesecret.txt',
  drive: '/site/C:%5csecret.txt',
  'alternate-stream': '/site/index.html::$DATA',
};

const refused = ([id, path]: readonly [string, string]): Audit =>
  auditRawExchange({
    id,
    sends: `GET ${path}`,
    bytes: () => writeRequest(`GET ${path} HTTP/1.1`, ['host: x', 'connection: close']),
    statuses: [[404], [400]],
    never: new RegExp(`${hiddenText}|root:`),
  });

/** Audits of files beside the served ones. */
export const staticPageAudits: AuditFamily = {
  name: 'static pages',
  audits: [
    ...Object.entries(paths).map(refused),
    auditRawExchange({
      id: 'redirect',
      sends: 'a path that a redirect could carry to another host',
      bytes: () => writeRequest('GET //evil.example.com/site HTTP/1.1', ['host: x', 'connection: close']),
      statuses: [[404]],
      never: /^location/im,
    }),
    auditRawExchange({
      id: 'redirect-by-host',
      sends: 'another host in Host',
      bytes: () => writeRequest('GET /site HTTP/1.1', ['host: evil.example.com', 'connection: close']),
      statuses: [[308]],
      never: /evil/,
    }),
    auditRawExchange({
      id: 'post',
      sends: 'POST to a page',
      bytes: () =>
        writeRequest('POST /site/ HTTP/1.1', ['host: x', 'content-length: 0', 'connection: close']),
      statuses: [[405]],
    }),
    auditRawExchange({
      id: 'ranges',
      sends: '1,000 ranges of a file',
      bytes: () =>
        writeRequest('GET /site/index.html HTTP/1.1', [
          'host: x',
          `range: bytes=${Array.from({ length: 1_000 }, () => '0-').join()}`,
          'connection: close',
        ]),
      statuses: [[200], [416]],
    }),
  ],
};
