import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { onTestFinished } from 'vitest';
import { findFreePort } from '../../graph/free-port.ts';
import { createTestFolder } from '../../graph/test-folder.ts';

/** A load balancer installed on this machine. */
export interface RealProxy {
  readonly name: string;
  /** Path of the program, or undefined if it is not installed. */
  readonly path: string | undefined;
  /**
   * Starts it in front of two gateways, with the settings of deploy/proxies except for addresses and shorter
   * times. Returns its origin. It stops when the test has finished.
   */
  readonly start: (path: string, ports: readonly number[]) => Promise<string>;
}

/** The proxies whose settings docs/deploy.md describes. */
export const realProxies: readonly RealProxy[] = [
  { name: 'nginx', path: findProgram('nginx'), start: startNginx },
  { name: 'HAProxy', path: findProgram('haproxy'), start: startHaproxy },
];

function findProgram(name: string): string | undefined {
  return [`/usr/sbin/${name}`, `/usr/local/sbin/${name}`, `/opt/homebrew/bin/${name}`].find(existsSync);
}

async function startNginx(path: string, ports: readonly number[]): Promise<string> {
  const folder = createTestFolder('nginx-');
  const port = await findFreePort();
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const main = `
    daemon off;
    pid ${folder}/pid;
    error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      ${paths.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')}
      include ${folder}/graph.conf;
    }`;
  writeFileSync(join(folder, 'main.conf'), main);
  writeFileSync(join(folder, 'graph.conf'), readSettings('nginx.conf', ports, port));
  return run(path, ['-p', folder, '-c', join(folder, 'main.conf')], port);
}

async function startHaproxy(path: string, ports: readonly number[]): Promise<string> {
  const folder = createTestFolder('haproxy-');
  const port = await findFreePort();
  writeFileSync(join(folder, 'haproxy.cfg'), readSettings('haproxy.cfg', ports, port));
  return run(path, ['-db', '-f', join(folder, 'haproxy.cfg')], port);
}

/** Reads the settings with a fifth of the production times, as for SHUTDOWN_DELAY_MS in the test. */
function readSettings(file: string, [first, second]: readonly number[], port: number): string {
  return readFileSync(new URL(`deploy/proxies/${file}`, repositoryRoot), 'utf8')
    .replaceAll('gateway-1:4000', `127.0.0.1:${first}`)
    .replaceAll('gateway-2:4000', `127.0.0.1:${second}`)
    .replace('listen 4000', `listen 127.0.0.1:${port}`)
    .replace('bind :4000', `bind 127.0.0.1:${port}`)
    .replace('keepalive_timeout 4s', 'keepalive_timeout 800ms')
    .replaceAll(/(inter|pool-purge-delay) 1s/g, '$1 200ms');
}

async function run(path: string, options: readonly string[], port: number): Promise<string> {
  const proxy = spawn(path, options, { stdio: 'ignore' });
  onTestFinished(async () => {
    if (proxy.exitCode !== null) return;
    proxy.kill('SIGTERM');
    await once(proxy, 'exit');
  });
  const origin = `http://127.0.0.1:${port}`;
  while (proxy.exitCode === null) {
    const ready = await fetch(`${origin}/ready`).catch(() => undefined);
    if (ready?.ok) return origin;
    await sleep(20);
  }
  throw new Error(`${path} ended with ${proxy.exitCode}`);
}
