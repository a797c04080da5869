import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { findFreePort } from '../graph/free-port.ts';

/** A Redis server of Debian's package. */
export interface RedisServer {
  readonly url: string;
  /** Starts it on the same port, with no data. */
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
  /** Stops its process without closing its connections, as a machine that swaps does. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Whether the machine has a Redis server. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** Starts a Redis server on a free port. */
export async function startRedisServer(): Promise<RedisServer> {
  const port = await findFreePort();
  const folder = mkdtempSync(join(inject('runFolder'), 'redis-'));
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder], {
      stdio: 'ignore',
    });
    while (!(await accepts(port))) {
      if (child.exitCode !== null) throw new Error('redis-server could not start');
      await sleep(20);
    }
  };
  const kill = async (): Promise<void> => {
    const ended = child && once(child, 'exit');
    if (child?.kill('SIGKILL')) await ended;
    child = undefined;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}
