import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { watchParent } from '../watch-parent.mjs';
import { BootstrapError } from './errors.mjs';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Creates the child processes of this one: first the steps of an installation, then the command, whose place this process
 * takes. A signal, or the end of the parent, ends the steps and is passed on to the command.
 */
export function createChildren(root) {
  const steps = new Set();
  let command;
  let stopSignal;
  const onSignal = (signal) => {
    if (command !== undefined) return void command.kill(signal);
    if (stopSignal !== undefined) return;
    stopSignal = signal;
    if (steps.size === 0) exitAs({ code: null, signal });
    console.error(
      `${process.stderr.isTTY ? '\n' : ''}stopping: the next command installs the packages again`,
    );
    // npm may survive SIGINT and SIGTERM that arrive at the same time.
    for (const child of steps) child.kill('SIGKILL');
  };
  for (const signal of forwarded) process.on(signal, () => onSignal(signal));
  watchParent(() => onSignal('SIGTERM'));
  return {
    /** Returns a function that runs a step to its end, and returns its outcome with its error output. */
    stepsHeldBy: (holdLock) => async (file, args, options) => {
      const stdio = ['ignore', 'ignore', 'pipe'];
      const child = start(root, process.execPath, file, args, { ...options, stdio });
      steps.add(child);
      child.once('spawn', () => holdLock(child.pid));
      const outcome = await waitForEnd(child);
      steps.delete(child);
      return outcome;
    },
    /** Exits if a signal has asked this process to stop. */
    leaveIfStopped: () => {
      if (stopSignal !== undefined) exitAs({ code: null, signal: stopSignal });
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
