import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isRecord } from './is-record.ts';

/** A child process of the bench. It answers one question at a time and stops with the bench. */
export type Child = {
  readonly ask: (name: string, details?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly stop: () => void;
};

/** V8 flags of a child, and its environment besides PATH. */
export type ChildOptions = {
  readonly v8Flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** Starts an entry in a child process. Its output goes to stderr, so that stdout holds tables only. */
export function startChild(entry: URL, options: ChildOptions = {}): Child {
  const child = fork(fileURLToPath(entry), [], {
    execArgv: ['--disable-warning=ExperimentalWarning', ...(options.v8Flags ?? [])],
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  return {
    ask: (name, details) => ask(child, { ...details, ask: name }),
    stop: () => {
      child.kill('SIGKILL');
    },
  };
}

function ask(child: ChildProcess, question: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const failed = (code: number | null, signal: string | null) =>
      finish(() => reject(new Error(`${child.spawnfile} ended with ${signal ?? code} before it answered`)));
    const answered = (reply: unknown) =>
      finish(() => {
        if (isRecord(reply) && 'answer' in reply) resolve(reply.answer);
        else reject(new Error(isRecord(reply) ? String(reply.error) : `Unknown reply ${String(reply)}`));
      });
    const finish = (settle: () => void) => {
      child.off('exit', failed);
      child.off('message', answered);
      settle();
    };
    child.once('exit', failed);
    child.once('message', answered);
    if (!child.connected) finish(() => reject(new Error('The process has ended')));
    else child.send(question);
  });
}
