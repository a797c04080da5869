import { createServer, connect as openSocket, type Socket } from 'node:net';
import type { AgentAnswer, AgentRequest } from './agent-messages.ts';

// Runs inside the network namespace of a Pod and does what the test asks for. It sends accepted connections to the test.
process.on('message', async ({ id, task }: AgentRequest) => {
  const result = await run(task).catch((error: unknown) => describe(error));
  process.send?.({ id, result } satisfies AgentAnswer);
});
process.once('disconnect', () => process.exit());

async function run(task: AgentRequest['task']): Promise<unknown> {
  switch (task.kind) {
    case 'listen':
      return listen(task.port);
    case 'connect':
      return connect(task.address, task.port);
    case 'fetch': {
      const response = await fetch(task.url, task.init);
      return { status: response.status, body: await response.text() };
    }
    default:
      return task satisfies never;
  }
}

function listen(port: number): Promise<'listening'> {
  // Paused, since data that arrives here before the test has the socket would be lost.
  const server = createServer({ pauseOnConnect: true }, (socket) => process.send?.(port, socket));
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '0.0.0.0', () => resolve('listening'));
  });
}

/** Returns `open` if a connection is accepted within two seconds, otherwise the code of the error. */
function connect(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = openSocket({ host, port, timeout: 2_000 });
    const end = (word: string): void => {
      socket.destroy();
      resolve(word);
    };
    socket.once('connect', () => end('open')).once('timeout', () => end('ETIMEDOUT'));
    socket.once('error', (error) => end(describe(error)));
  });
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
