import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { LockedPackage } from './bootstrap-project.ts';

/** An npm registry with one package, `@small/thing`. */
export interface SmallRegistry {
  readonly url: string;
  readonly thing: LockedPackage;
  /** Paths of the requests so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Address at which registries usually have the package. */
export const usualPath = '/@small/thing/-/thing-1.0.0.tgz';

/** Starts a registry that has its package at this path, or one that never answers. */
export async function startSmallRegistry(tarballPath = usualPath, isSilent = false): Promise<SmallRegistry> {
  const thing = { name: '@small/thing', version: '1.0.0' };
  const tarball = packTarball('package/package.json', JSON.stringify(thing));
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const requests: string[] = [];
  const server = createServer(({ url: path = '' }, response) => {
    requests.push(decodeURIComponent(path));
    if (isSilent) return;
    if (path === tarballPath) return void response.end(tarball);
    if (decodeURIComponent(path) !== `/${thing.name}`) return void response.writeHead(404).end('{}');
    const version = { ...thing, dist: { tarball: `${url}${tarballPath}`, integrity } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name: thing.name, versions: { [thing.version]: version } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `address()` of a server that listens on a port.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    thing: { ...thing, integrity },
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Packs one file, as in the format ustar. */
function packTarball(path: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(path, 0);
  header.write(octal(0o644, 8), 100);
  header.write(octal(Buffer.byteLength(text), 12), 124);
  header.write(octal(0, 12), 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  const content = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
  content.write(text);
  return gzipSync(Buffer.concat([header, content, Buffer.alloc(1024)]));
}
