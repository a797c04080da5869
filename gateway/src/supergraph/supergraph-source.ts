import { setTimeout as delay } from 'node:timers/promises';
import type {
  ManagedSupergraph,
  SupergraphEvent,
  SupergraphHooks,
  SupergraphManager,
  SupergraphStatus,
} from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import { createLastGoodCopy, type LastGoodCopy } from './last-good-copy.ts';
import { createSupergraphManager, type ManagerOptions } from './supergraph-managers.ts';
import type { SupergraphSetting } from './supergraph-settings.ts';

export interface SupergraphSource {
  readonly manager: SupergraphManager;
  /** Stores a served SDL for a restart. Must be called with each. */
  readonly onServed: (supergraphSdl: string) => void;
  readonly describe: () => SourceDescription;
}

/** State of a source, without addresses. */
export interface SourceDescription {
  /** `last good copy` while the source has not delivered the supergraph that is served. */
  readonly source: SupergraphSetting['from'] | 'last good copy';
  /** Reason why the source is unreadable now. The last supergraph stays in use. */
  readonly problem?: string;
  /** Contract that is served instead of the whole graph. */
  readonly contract?: string;
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
  const options = { onProblem, log };
  if (setting.from === 'file') {
    const manager = createSupergraphManager(setting, options);
    const { contract } = setting;
    const served = { ...(contract !== undefined && { contract }) };
    return { manager, onServed: () => {}, describe: () => ({ ...describe('file'), ...served }) };
  }
  const copy = createLastGoodCopy(dataDir, identityOf(setting), log);
  const delivery: Delivery = { copied: undefined, delivered: undefined, served: undefined };
  const create = () => createSupergraphManager(setting, options);
  return {
    manager: createRemoteManager(create, copy, { ...options, delivery }),
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

/** SDLs by origin: kept from before the start, last delivered by the source, served now. */
interface Delivery {
  copied: string | undefined;
  delivered: string | undefined;
  served: string | undefined;
}

function identityOf(setting: Exclude<SupergraphSetting, { from: 'file' }>): string {
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
  { delivery, onProblem, log }: ManagerOptions & { readonly delivery: Delivery },
): SupergraphManager {
  const stopping = new AbortController();
  const { signal } = stopping;
  let managed: ManagedSupergraph | undefined;
  let hasFailed = false;
  const open = async (hooks: SupergraphHooks): Promise<string> => {
    const update = (supergraphSdl: string): Promise<void> => {
      delivery.delivered = supergraphSdl;
      return hooks.update(supergraphSdl);
    };
    managed = await create().initialize({ ...hooks, update });
    if (signal.aborted) await managed.cleanup?.();
    delivery.delivered = managed.supergraphSdl;
    onProblem(undefined);
    return managed.supergraphSdl;
  };
  const onFailure = (cause: unknown): Promise<void> => {
    if (!hasFailed) log.warn({ err: cause }, 'the source of the supergraph does not answer; retrying');
    hasFailed = true;
    onProblem('it has not answered yet; the log says why');
    return delay(retryMs, undefined, { signal });
  };
  /** Opens the source, repeatedly until it answers or the time is over. */
  const retryOpen = async (hooks: SupergraphHooks, timeoutMs: number): Promise<string> => {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      try {
        return await open(hooks);
      } catch (cause) {
        if (performance.now() > deadline) throw cause;
        await onFailure(cause);
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
      if (lastGoodSdl === undefined) return { supergraphSdl: await retryOpen(hooks, firstWaitMs), cleanup };
      try {
        return { supergraphSdl: await open(hooks), lastGoodSdl, cleanup };
      } catch (cause) {
        const opening = onFailure(cause).then(() => retryOpen(hooks, Number.POSITIVE_INFINITY));
        // The engine reports a supergraph that it refuses; stopping ends the wait.
        opening.then(hooks.update).catch(() => {});
        return { supergraphSdl: lastGoodSdl, cleanup };
      }
    },
  };
}

const shownAtMost = 20;

/** Logs that a supergraph is served or refused. */
export function logSupergraph(event: SupergraphEvent, log: Log): void {
  if (event.outcome === 'refused') {
    const { id, errors } = event;
    log.error({ supergraph: id, errors }, 'a supergraph was refused; the last one stays in use');
    return;
  }
  const { id, buildMs, warmUp } = event;
  const { planned, invalid, left, failed } = warmUp;
  log.info({ supergraph: id, buildMs, planned, invalid, left }, 'a supergraph is served');
  if (failed.length === 0) return;
  const operations = failed.slice(0, shownAtMost);
  log.warn({ supergraph: id, count: failed.length, operations }, 'operations could not be planned ahead');
}

/** Returns the supergraph's part of `/ready`. */
export function describeSupergraph(
  { serving, refused }: SupergraphStatus,
  source: SourceDescription,
): Readonly<Record<string, unknown>> {
  return { supergraph: { ...serving, ...(refused && { refused }), ...source } };
}
