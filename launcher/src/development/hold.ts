// Loaded before the main file of a service that is to take another process's place (`node --import`).
import { createServer, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

/** Sends a message to the launcher and waits for its answer. The process ends if the launcher is gone. */
async function exchange(said: string, awaited: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const leave = () => process.exit();
    const hear = (message: unknown): void => {
      if (message !== awaited) return;
      process.off('message', hear).off('disconnect', leave);
      resolve();
    };
    process.on('message', hear).once('disconnect', leave);
    process.send?.(said);
  });
}

/**
 * The second gate: whatever can fail has been done before the service listens, and the process that holds the port
 * serves until then.
 */
function holdListening(): void {
  const { listen } = Server.prototype;
  const listenWhenTold = function (this: Server, ...args: readonly unknown[]): Server {
    Object.defineProperty(Server.prototype, 'listen', { value: listen, configurable: true, writable: true });
    void exchange('due', 'listen')
      .then(() => takePort(args))
      .then((taken) => Reflect.apply(listen, this, taken));
    return this;
  };
  Object.defineProperty(Server.prototype, 'listen', {
    value: listenWhenTold,
    configurable: true,
    writable: true,
  });
}

/** Time for which the running process may keep the port after it was told to stop, in milliseconds. */
const portMilliseconds = 10_000;

/**
 * Takes the port in the moment in which the process that serves lets go of it, which then still finishes what is in flight:
 * whoever connects finds somebody. Answers what to listen with: a server that has the port, else what was given.
 */
async function takePort(args: readonly unknown[]): Promise<readonly unknown[]> {
  const [callbacks, address] = [args.filter(isFunction), args.filter((arg) => !isFunction(arg))];
  for (const deadline = performance.now() + portMilliseconds; performance.now() < deadline; await sleep(2)) {
    const server = createServer();
    const isListening = new Promise<boolean>((resolve) => {
      server.once('listening', () => resolve(true)).once('error', () => resolve(false));
    });
    Reflect.apply(server.listen, server, address);
    if (await isListening) return [server, ...callbacks];
  }
  return args;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

// A thread of the service's is given the same options as the process.
if (isMainThread) {
  // With what these load from npm, they are most of what a service has to load.
  await import('@supergraph/service-kit/subgraph/start-subgraph.ts');
  await import('@supergraph/service-kit/subgraph/start-local-subgraph.ts');
  await import('@supergraph/service-kit/subgraph/subgraph-schema.ts');
  holdListening();
  await exchange('loaded', 'start');
}
