import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';

/** A service in its own process, as production runs it. */
export interface ServiceProcess {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves to the URL once it serves. Rejects if the process ends first. */
  readonly ready: Promise<string>;
  /** Exit code, or the signal that ended the process, once all its output has arrived. */
  readonly ended: Promise<number | string | null>;
  /** Returns the lines of its log, as production writes them. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
}

/** Variables that Node needs to start a process, and to start it fast. */
const { PATH, NODE_COMPILE_CACHE } = process.env;

/**
 * Runs a `main.ts`, such as `gateway/src/main.ts`, with this environment only and flags for Node. `within` is a command
 * that runs it somewhere else, such as `ip netns exec <name>`.
 */
export function spawnService(
  main: string,
  env: Environment,
  nodeFlags: readonly string[] = [],
  within: readonly string[] = [],
): ServiceProcess {
  const file = fileURLToPath(new URL(main, repositoryRoot));
  const [program = process.execPath, ...args] = [...within, process.execPath, ...nodeFlags, file];
  const child = spawn(program, args, {
    env: { PATH, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.stdout === null || child.stderr === null) throw new Error('both outputs are piped');
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  // Not 'close', which is not emitted if the parent has disconnected.
  const ended = Promise.all([once(child, 'exit'), finished(child.stdout), finished(child.stderr)]).then(
    () => child.exitCode ?? child.signalCode,
  );
  const ready = new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(Reflect.get(Object(message), 'url'))));
    void ended.then((code) => reject(new Error(`${main} ended (${code}): ${stderr()}`)));
  });
  ready.catch(() => {});
  return { process: child, stdout, stderr, ready, ended, log: () => readLog(stdout()) };
}

/** Ends a process that may have ended already. */
export async function stopService(service: ServiceProcess): Promise<void> {
  service.process.kill('SIGTERM');
  await service.ended;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

function readLog(text: string): ReturnType<ServiceProcess['log']> {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
