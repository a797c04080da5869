import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A message broker with one node, in its own process, port and folder. */
export interface Broker {
  /** Value for EVENTS_URL. It stays the same when the broker is started again. */
  readonly url: string;
  /** Ends the broker as a crash does. */
  readonly kill: () => Promise<void>;
  /** Makes the broker silent until it is killed: it keeps its connections and answers nothing. */
  readonly pause: () => void;
  /** Starts a killed broker again, on its port and data. */
  readonly start: () => Promise<void>;
  /** Ends the broker and deletes its data. */
  readonly stop: () => Promise<void>;
}

/** A kind of broker that this machine may have. */
export interface BrokerKind {
  readonly name: string;
  /** Debian's package that has the program. */
  readonly debianPackage: string;
  /** Path of the program, or undefined if it is not installed. */
  readonly program: string | undefined;
  readonly start: () => Promise<Broker>;
  /** Whether it only speaks the protocol and keeps nothing. default: it is the real one */
  readonly isMock?: true;
  /** Time after which a new queue certainly survives a crash of the broker, in milliseconds. default: 0 */
  readonly newQueueMs?: number;
}

/** Command of a broker, and the signs that it is up. */
export interface BrokerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly port: number;
  readonly url: string;
  readonly stop?: (() => Promise<void>) | undefined;
}

/** Returns the first of the paths that exists, or undefined. */
export function findProgram(...paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

/** Starts a broker in an empty folder of its own, which `prepare` fills. */
export async function startBroker(
  name: string,
  prepare: (folder: string) => Promise<BrokerCommand>,
): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), `supergraph-${name}-`));
  const command = await prepare(folder);
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (child === undefined) return;
    const ended = once(child, 'exit');
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await ended;
  };
  const start = async (): Promise<void> => {
    child = await run(folder, command);
  };
  const stop = async (): Promise<void> => {
    await kill();
    await command.stop?.();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  await start().catch(async (cause: unknown) => {
    await stop();
    throw cause;
  });
  const pause = (): void => void child?.kill('SIGSTOP');
  return { url: command.url, kill, pause, start, stop };
}

async function run(folder: string, { program, args, env, port }: BrokerCommand): Promise<ChildProcess> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
    });
  const deadline = Date.now() + 60_000;
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${program} has ended:\n${output}`);
    if (Date.now() > deadline) throw new Error(`${program} must listen within 60 s:\n${output}`);
    await sleep(50);
  }
  return child;
}

/** Returns whether a server listens on the port. */
async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
