import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { BootstrapError } from './errors.mjs';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Ctrl-C in a terminal arrives twice: from the terminal, and from npm. */
const repeatedSignalMs = 400;

/**
 * Creates the child processes of this one: first the steps of an installation, then the command, whose place this process takes.
 * They receive its signals, and are stopped if its parent ends. A second signal ends the steps at once.
 */
export function createChildren(root) {
  /** Running steps, with a function to call at their end. */
  const steps = new Map();
  let command;
  let stop;
  const onSignal = (signal) => {
    if (command !== undefined) return void command.kill(signal);
    if (stop === undefined) {
      stop = { signal, at: performance.now() };
      if (steps.size === 0) exitAs({ code: null, signal });
      console.error('stopping: the next command installs the packages again');
      for (const child of steps.keys()) child.kill('SIGTERM');
    } else if (performance.now() - stop.at > repeatedSignalMs) {
      for (const [child, onEnd] of steps) {
        child.kill('SIGKILL');
        onEnd();
      }
      exitAs({ code: null, signal });
    }
  };
  for (const signal of forwarded) process.on(signal, () => onSignal(signal));
  watchParent(() => onSignal('SIGTERM'));
  return {
    /**
     * Returns a function that runs a step to its end, and returns its outcome with its error output. It calls `onEnd` at the
     * end of the step, however that ends.
     */
    stepsHeldBy:
      (holdLock) =>
      async (file, args, { onEnd, ...options }) => {
        const child = start(root, process.execPath, file, args, {
          ...options,
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        steps.set(child, onEnd);
        child.once('spawn', () => holdLock(child.pid));
        const outcome = await waitForEnd(child);
        steps.delete(child);
        onEnd();
        return outcome;
      },
    /** Exits if a signal has asked this process to stop. */
    leaveIfStopped: () => {
      if (stop !== undefined) exitAs({ code: null, signal: stop.signal });
    },
    /** Runs the command with this Node, and exits as it does. */
    become: async (node, args, advice) => {
      command = start(root, node, node, args, { cwd: root, stdio: 'inherit' });
      const outcome = await waitForEnd(command);
      if (outcome.error === undefined) exitAs(outcome);
      throw new BootstrapError(`${node} does not run on this machine. ${advice}`);
    },
  };
}

/** Calls back when the parent has ended. npm passes SIGTERM to its shell only, and a killed terminal sends no signal. */
function watchParent(onEnd) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onEnd();
  }, 200).unref();
}

/** Starts a program that finds this Node first in its path. */
function start(root, node, file, args, options) {
  // Keeps compiled code between starts, which saves a quarter of the CPU time of a start.
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(root, '.data', 'compiled');
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const paths = [dirname(node), process.env[path]].filter(Boolean).join(delimiter);
  return spawn(file, args, { ...options, env: { ...process.env, NODE_COMPILE_CACHE, [path]: paths } });
}

/** Waits until a process has ended, and returns its outcome with its error output, if that is read. */
function waitForEnd(child) {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ error, code: 1, signal: null, said }));
    child.once('close', (code, signal) => resolve({ code, signal, said }));
  });
}

/** Exits as a child did, with its code or signal. */
function exitAs({ code, signal }) {
  if (signal === null) process.exit(code);
  for (const name of forwarded) process.removeAllListeners(name);
  process.kill(process.pid, signal);
  process.exit(128 + constants.signals[signal]);
}
