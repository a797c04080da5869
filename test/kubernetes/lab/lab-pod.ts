import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { type ServiceProcess, spawnService } from '../../graph/service-process.ts';
import type { Peer } from '../network-policies.ts';
import type { AgentAnswer, AgentTask } from './agent-messages.ts';

/** A network namespace with an address of its own, connected to the router of the lab. */
export interface LabPod {
  readonly peer: Peer;
  readonly address: string;
  /** Returns `open`, or the code of the error. */
  readonly connect: (to: { readonly address: string }, port: number) => Promise<string>;
  /** Returns the status and the body of the response, or the code of the error. */
  readonly fetch: (
    url: string,
    init?: RequestInit,
  ) => Promise<{ readonly status: number; readonly body: string } | string>;
  /** Accepts connections on a port, and passes them to the test. */
  readonly listen: (port: number, onConnection: (socket: Socket) => void) => Promise<void>;
  /** Runs a program of the repository inside. */
  readonly spawn: (main: string, env: Environment) => ServiceProcess;
  /** Ends its agent, and with it everything that `listen` accepts. */
  readonly stop: () => Promise<void>;
}

const agentFile = fileURLToPath(new URL('pod-agent.ts', import.meta.url));

/** Starts the agent of a Pod in an existing namespace. */
export function startLabPod(peer: Peer, address: string, namespace: string): LabPod {
  const within = ['ip', 'netns', 'exec', namespace];
  const agent = spawn('ip', [...within.slice(1), process.execPath, agentFile], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { request, onSocket } = talkTo(agent);
  return {
    peer,
    address,
    connect: async (to, port) => String(await request({ kind: 'connect', address: to.address, port })),
    fetch: async (url, init = {}) =>
      (await request({ kind: 'fetch', url, init })) as Awaited<ReturnType<LabPod['fetch']>>,
    listen: async (port, onConnection) => {
      onSocket.set(port, onConnection);
      const result = await request({ kind: 'listen', port });
      if (result !== 'listening') throw new Error(`A Pod must listen on port ${port}, but: ${result}`);
    },
    spawn: (main, env) => spawnService(main, env, [], within),
    stop: async () => {
      if (agent.exitCode !== null) return;
      const ended = once(agent, 'exit');
      agent.disconnect();
      await ended;
    },
  };
}

function talkTo(agent: ChildProcess) {
  const pending = new Map<number, (result: unknown) => void>();
  const onSocket = new Map<number, (socket: Socket) => void>();
  let last = 0;
  agent.on('message', (message, handle) => {
    if (typeof message === 'number') return onSocket.get(message)?.(handle as Socket);
    const { id, result } = message as AgentAnswer;
    pending.get(id)?.(result);
    pending.delete(id);
  });
  const request = (task: AgentTask): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      pending.set(id, resolve);
      agent.send({ id, task }, (error) => error && reject(error));
    });
  return { request, onSocket };
}
