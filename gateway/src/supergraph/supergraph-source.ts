import { setTimeout as delay } from 'node:timers/promises';
import type { ManagedSupergraph, SupergraphHooks, SupergraphManager } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import { createIntrospectionManager, createUplinkManager } from './apollo-managers.ts';
import { createLastGoodCopy, type LastGoodCopy } from './last-good-copy.ts';
import { createPolledManager } from './polled-manager.ts';
import { createFileSource, createUrlSource } from './polled-sources.ts';
import type { SupergraphSetting } from './supergraph-settings.ts';

/** Source of the gateway's supergraph. */
export interface SupergraphSource {
  readonly manager: SupergraphManager;
  /** Stores a served SDL for a restart. Must be called with each. */
  readonly onServed: (supergraphSdl: string) => void;
  /** Returns the source's part of `/ready`. */
  readonly describe: () => SourceDescription;
}

/** State of a source, without addresses. */
export interface SourceDescription {
  /** `last good copy` while the source has not delivered the supergraph that is served. */
  readonly source: SupergraphSetting['from'] | 'last good copy';
  /** Why the source is unreadable now. The last supergraph stays in use meanwhile. */
  readonly problem?: string;
}

/** Time for a source that has no last good copy to deliver its first supergraph, in milliseconds. */
const firstWaitMs = 30_000;
const retryMs = 1_000;

/** Creates the source of a setting. Nothing is read before the manager is initialized. */
export function createSupergraphSource(
  setting: SupergraphSetting,
  dataDir: string,
  log: Log,
): SupergraphSource {
  let problem: string | undefined;
  const onProblem = (found: string | undefined): void => {
    problem = found;
  };
  const describe = (source: SourceDescription['source']): SourceDescription => ({
    source,
    ...(problem !== undefined && { problem }),
  });
  if (setting.from === 'file') {
    const manager = createPolledManager(createFileSource(setting.file), { onProblem, log });
    return { manager, onServed: () => {}, describe: () => describe('file') };
  }
  const copy = createLastGoodCopy(dataDir, identityOf(setting), log);
  const delivery: Delivery = { copied: undefined, delivered: undefined, served: undefined };
  return {
    manager: createRemoteManager(() => createManager(setting, { onProblem, log }), copy, {
      delivery,
      onProblem,
      log,
    }),
    onServed(supergraphSdl) {
      delivery.served = supergraphSdl;
      void copy.write(supergraphSdl);
    },
    describe: () => {
      const { copied, delivered, served } = delivery;
      const isCopy = served !== undefined && served === copied && served !== delivered;
      return describe(isCopy ? 'last good copy' : setting.from);
    },
  };
}

type RemoteSetting = Exclude<SupergraphSetting, { from: 'file' }>;

/** SDLs by origin: kept from before the start, last delivered by the source, served now. */
interface Delivery {
  copied: string | undefined;
  delivered: string | undefined;
  served: string | undefined;
}

interface SourceOptions {
  readonly onProblem: (problem: string | undefined) => void;
  readonly log: Log;
}

function createManager(setting: RemoteSetting, options: SourceOptions): SupergraphManager {
  switch (setting.from) {
    case 'url':
      return createPolledManager(createUrlSource(setting), options);
    case 'uplink':
      return createUplinkManager(setting, options);
    case 'introspection':
      return createIntrospectionManager(setting, options);
    default:
      return setting satisfies never;
  }
}

function identityOf(setting: RemoteSetting): string {
  switch (setting.from) {
    case 'url':
      return setting.url;
    case 'uplink':
      return setting.graphRef;
    case 'introspection':
      return setting.subgraphs.map(({ name, url }) => `${name}=${url}`).join();
    default:
      return setting satisfies never;
  }
}

/**
 * Creates a manager that starts from the last good copy if the source does not answer, and keeps polling the source.
 */
function createRemoteManager(
  create: () => SupergraphManager,
  copy: LastGoodCopy,
  { delivery, onProblem, log }: SourceOptions & { readonly delivery: Delivery },
): SupergraphManager {
  const stopping = new AbortController();
  const wait = (): Promise<void> => delay(retryMs, undefined, { signal: stopping.signal, ref: false });
  let managed: ManagedSupergraph | undefined;
  const open = async (hooks: SupergraphHooks): Promise<string> => {
    const update = (supergraphSdl: string): Promise<void> => {
      delivery.delivered = supergraphSdl;
      return hooks.update(supergraphSdl);
    };
    managed = await create().initialize({ ...hooks, update });
    if (stopping.signal.aborted) await managed.cleanup?.();
    delivery.delivered = managed.supergraphSdl;
    onProblem(undefined);
    return managed.supergraphSdl;
  };
  const tell = (cause: unknown): void => {
    log.warn({ err: cause }, 'the source of the supergraph does not answer; retrying');
    onProblem('it has not answered yet; the log says why');
  };
  const openLater = async (hooks: SupergraphHooks): Promise<void> => {
    while (!stopping.signal.aborted) {
      await wait();
      const supergraphSdl = await open(hooks).catch(() => undefined);
      if (supergraphSdl !== undefined) return hooks.update(supergraphSdl);
    }
  };
  const openFirst = async (hooks: SupergraphHooks): Promise<string> => {
    const endsAt = performance.now() + firstWaitMs;
    for (;;) {
      try {
        return await open(hooks);
      } catch (cause) {
        if (performance.now() > endsAt) throw cause;
        tell(cause);
        await delay(retryMs);
      }
    }
  };
  return {
    async initialize(hooks) {
      const lastGoodSdl = await copy.read();
      delivery.copied = lastGoodSdl;
      const cleanup = async (): Promise<void> => {
        stopping.abort();
        await managed?.cleanup?.();
      };
      if (lastGoodSdl === undefined) return { supergraphSdl: await openFirst(hooks), cleanup };
      try {
        return { supergraphSdl: await open(hooks), lastGoodSdl, cleanup };
      } catch (cause) {
        tell(cause);
        // The engine reports a supergraph that it refuses; stopping ends the wait.
        openLater(hooks).catch(() => {});
        return { supergraphSdl: lastGoodSdl, cleanup };
      }
    },
  };
}
