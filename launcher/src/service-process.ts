import { type ChildProcess, spawn } from 'node:child_process';
import type { Environment } from '@supergraph/service-kit/config.ts';

/** Time that a service may take to drain, in milliseconds. */
const drainTimeoutMs = 15_000;

/**
 * Runs Node with these arguments, in its own process group, so that Ctrl-C reaches only the launcher, which
 * stops the processes in order. If the launcher dies, the service's IPC channel closes.
 */
export function spawnService(
  env: Environment,
  args: readonly string[],
  standardError: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  return spawn(process.execPath, args, {
    env: { ...env },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'inherit', standardError, 'ipc'],
  });
}

/** Calls `onEnd` when a process has ended, or could not be started. */
export function onProcessEnd(
  child: ChildProcess,
  onEnd: (reason: string, code: number | null) => void,
): void {
  child.once('error', (error) => {
    if (child.pid === undefined) onEnd(error.message, null);
  });
  child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`, code));
}

/** Returns whether a process is still running. */
export function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/** Signals a process to finish its requests in flight, and kills it after 15 seconds. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), drainTimeoutMs);
  await ended;
  clearTimeout(timer);
}

/** Reads the URL from the message that a service sends once it serves. */
export function readReadyUrl(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const isReady = 'type' in message && message.type === 'ready';
  return isReady && 'url' in message && typeof message.url === 'string' ? message.url : undefined;
}

/** Resolves with the first message that `read` accepts. Rejects if the process ends before that. */
export function waitForMessage<T>(
  child: ChildProcess,
  read: (message: unknown) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const hear = (message: unknown): void => {
      const value = read(message);
      if (value === undefined) return;
      child.off('message', hear);
      resolve(value);
    };
    child.on('message', hear);
    onProcessEnd(child, (reason) => reject(new Error(`it ended (${reason})`)));
  });
}
