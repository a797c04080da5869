import cluster from 'node:cluster';
import type { SupergraphManager } from '@supergraph/engine';

/**
 * Lets all workers build a new supergraph as soon as the source of one has delivered it, so that they serve it almost at the
 * same time. Returns the manager unchanged if this process is no worker.
 */
export function shareSupergraph(manager: SupergraphManager): SupergraphManager {
  const { worker } = cluster;
  if (worker === undefined) return manager;
  return {
    async initialize(hooks) {
      let delivered: string | undefined;
      const update = (supergraphSdl: string): Promise<void> => {
        delivered = supergraphSdl;
        return hooks.update(supergraphSdl);
      };
      const receive = (message: unknown): void => {
        const { type, supergraphSdl } = Object(message);
        if (type !== messageType || supergraphSdl === delivered) return;
        // The engine reports a supergraph that it refuses, and may throw at once.
        void (async () => update(String(supergraphSdl)))().catch(() => {});
      };
      worker.on('message', receive);
      const managed = await manager.initialize({
        ...hooks,
        update(supergraphSdl) {
          if (supergraphSdl === delivered) return Promise.resolve();
          worker.send({ type: messageType, supergraphSdl });
          return update(supergraphSdl);
        },
      });
      delivered ??= managed.supergraphSdl;
      const cleanup = async (): Promise<void> => {
        worker.off('message', receive);
        await managed.cleanup?.();
      };
      return { ...managed, cleanup };
    },
  };
}

const messageType = 'supergraph';
