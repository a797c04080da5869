import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerCache } from '@supergraph/engine';
import { ConfigError } from '@supergraph/service-kit/config.ts';
import { isCursorExpired } from '@supergraph/service-kit/events/event-cursor.ts';
import { createFeedClient } from '@supergraph/service-kit/events/feed/feed-client.ts';
import { createFeedSigner, findFeedSecrets } from '@supergraph/service-kit/events/feed/feed-token.ts';
import { retryPauseMs } from '@supergraph/service-kit/events/retry-pause.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import type { CacheEvent } from './cache-settings.ts';

/** Cursors of feeds whose events before them have ended the values of a store that gateways share. */
export interface FeedCursors {
  /** Returns the cursor of a feed, or undefined if it is not known. */
  readonly find: (feed: string) => Promise<string | undefined>;
  /** Stores the cursor of a feed once the values that its events end are invalid. */
  readonly note: (feed: string, cursor: string) => void;
}

/** Changes that end kept values. */
export interface FollowedChanges {
  /** Returns sentences for operators about events that cannot be read. */
  readonly warnings: () => readonly string[];
  readonly stop: () => void;
}

/** Name of the reader in tokens. No events are kept for it. */
const group = 'gateway-cache';

/**
 * Starts to follow the events of subgraphs that end kept values. While they cannot be read, values are used up to their
 * declared age. With shared cursors, a gateway that starts continues after the last events that others have read.
 */
export async function followChanges(
  { cache: config, mode, dataDir }: Pick<GatewayConfig, 'cache' | 'mode' | 'dataDir'>,
  { cache, cursors }: { readonly cache: AnswerCache; readonly cursors: FeedCursors | undefined },
  log: Log,
): Promise<FollowedChanges> {
  const secrets =
    config.events.length === 0
      ? undefined
      : await findFeedSecrets({ mode, dataDir, secrets: config.eventsSecret }, log);
  if (config.events.length > 0 && secrets === undefined)
    throw new ConfigError(['EVENTS_SECRET is required but not set: CACHE_EVENTS names events to read']);
  const stopped = new AbortController();
  const failing = new Set<string>();
  const services = secrets === undefined ? [] : Map.groupBy(config.events, ({ service }) => service);
  for (const [service, events] of services) {
    const url = config.eventSources.get(variablePrefix(service)) ?? '';
    const source = createFeedClient({ url, service, sign: createFeedSigner(secrets ?? []) });
    const setFailing = (isFailing: boolean): void => {
      if (isFailing) failing.add(service);
      else failing.delete(service);
    };
    void follow({ source, service, events, cache, cursors, setFailing, log }, stopped.signal);
  }
  return {
    warnings: () =>
      [...failing].map(
        (service) =>
          `The events of the subgraph "${service}" cannot be read, so kept values are used up to their age.`,
      ),
    stop: () => stopped.abort(),
  };
}

interface Following {
  readonly source: ReturnType<typeof createFeedClient>;
  readonly service: string;
  readonly events: readonly CacheEvent[];
  readonly cache: AnswerCache;
  readonly cursors: FeedCursors | undefined;
  readonly setFailing: (isFailing: boolean) => void;
  readonly log: Log;
}

/** Reads the events of one subgraph until the signal aborts. */
async function follow(
  { source, service, events, cache, cursors, setFailing, log }: Following,
  signal: AbortSignal,
): Promise<void> {
  const entities = new Map(events.map(({ type, entity }) => [type, entity]));
  const types = [...entities.keys()];
  // Other events, or those of other entities, have a cursor of their own.
  const feed = JSON.stringify([service, [...entities].sort()]);
  let after = await cursors?.find(feed);
  let hasRead = false;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const page = await source.read({ group, types, after, signal, isLive: true });
      // Changes before the first cursor are unknown, and so are those between an expired cursor and the next one.
      if (after === undefined) cache.clear();
      for (const { type, subject } of page.events) cache.invalidate(entities.get(type) ?? '', subject);
      if (page.cursor !== after) cursors?.note(feed, page.cursor);
      after = page.cursor;
      hasRead = true;
      failures = 0;
      setFailing(false);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      // A shared cursor that has never worked may be no cursor of the feed.
      if (isCursorExpired(error) || (failures === 3 && !hasRead)) after = undefined;
      // A single failure is normal, as when the subgraph starts or restarts.
      if (failures === 3) {
        log.warn({ err: error }, 'failed to read events that end kept answers');
        setFailing(true);
      }
      await sleep(retryPauseMs(failures), undefined, { signal, ref: false }).catch(() => {});
    }
  }
}
