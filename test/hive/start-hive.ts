import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { eventually } from '../../launcher/test/processes.ts';
import { findFreePort } from '../graph/free-port.ts';

/** Hive Gateway in its own process. */
export interface Hive {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts Hive Gateway with its own command, on the committed supergraph and the configuration of
 * `deploy/hive-gateway`.
 */
export async function startHive(env: Environment): Promise<Hive> {
  const port = await findFreePort();
  const command = ['bench/peers/node_modules/@graphql-hive/gateway/dist/bin.js', 'supergraph'];
  const options = ['schema/supergraph.graphql', '--config-path', 'deploy/hive-gateway/gateway.config.ts'];
  const child = spawn(
    process.execPath,
    [...command, ...options, '--host', '127.0.0.1', '--port', String(port)],
    {
      cwd: fileURLToPath(repositoryRoot),
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output = collectOutput(child);
  const origin = `http://127.0.0.1:${port}`;
  const isReady = async (): Promise<true | undefined> => {
    if (child.exitCode !== null) throw new Error(`Hive Gateway has ended:\n${output()}`);
    const response = await fetch(`${origin}/readiness`).catch(() => undefined);
    return response?.ok ? true : undefined;
  };
  await eventually('Hive Gateway is ready', isReady, 60).catch((cause: unknown) => {
    child.kill('SIGKILL');
    throw new Error(output(), { cause });
  });
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { url: `${origin}/graphql`, stop };
}

function collectOutput({ stdout, stderr }: ChildProcess): () => string {
  let text = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}
