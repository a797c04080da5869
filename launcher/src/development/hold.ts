// Loaded before the main file of a service that is to take another process's place (`node --import`).
import { Server } from 'node:net';
import { isMainThread } from 'node:worker_threads';

/** Says a word to the launcher and waits for another; a launcher that is gone ends the process. */
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
    void exchange('due', 'listen').then(() => Reflect.apply(listen, this, args));
    return this;
  };
  Object.defineProperty(Server.prototype, 'listen', {
    value: listenWhenTold,
    configurable: true,
    writable: true,
  });
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
