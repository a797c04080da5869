import { ConfigError } from '../config.ts';
import { createDatabase, type DatabasePool } from '../database/database.ts';
import type { TokenSigner } from '../identity/token-signer.ts';
import type { Log } from '../log.ts';
import { serviceOfType } from './cloud-event.ts';
import { createBrokerTransport } from './create-transport.ts';
import type { EventTransport } from './event-transport.ts';
import type { EventSource } from './feed/event-source.ts';
import { createFeedClient } from './feed/feed-client.ts';
import { createFeedCursorStore } from './feed/feed-cursor-store.ts';
import { type FeedKeySettings, startFeedSigner } from './feed/feed-keys.ts';
import { createFeedTransport } from './feed/feed-transport.ts';

/** Settings of the way that events take. */
export interface TransportSettings extends FeedKeySettings {
  readonly events: FeedKeySettings['events'] & {
    /** URL of a broker. Without one, services read the feeds of each other. */
    readonly brokerUrl: string | undefined;
    /** URLs of the feeds of other services, by prefix of their variables. */
    readonly sources: ReadonlyMap<string, string>;
  };
  /** Feeds of the services in this process, by name, which may be added later. Undefined if each has its own process. */
  readonly localSources: ReadonlyMap<string, EventSource> | undefined;
}

/** Number of events that a consumer handles at the same time. */
const concurrency = 4;

/**
 * Opens the transport for consumers of some types of events. Throws ConfigError in production if the feed of a service that
 * emits them cannot be read. In development such events do not arrive.
 */
export async function openTransport(
  types: readonly string[],
  settings: TransportSettings,
  background: DatabasePool,
  log: Log,
): Promise<EventTransport> {
  const { brokerUrl } = settings.events;
  if (brokerUrl !== undefined) return createBrokerTransport({ url: brokerUrl, log });
  const signer = settings.localSources === undefined ? await startFeedSigner(settings, log) : undefined;
  const services = [...new Set(types.map(serviceOfType))];
  const problems = settings.localSources ? [] : findProblems(services, settings, signer !== undefined);
  if (settings.mode === 'production' && problems.length > 0) throw new ConfigError(problems);
  for (const problem of problems) log.warn(`events are not received: ${problem}`);
  const transport = createFeedTransport({
    sourceOf: createSources(settings, signer?.sign),
    cursors: createFeedCursorStore(createDatabase(background)),
    concurrency,
    log,
  });
  const stop = async (): Promise<void> => {
    await transport.stop();
    signer?.stop();
  };
  return { ...transport, stop };
}

function findProblems(
  services: readonly string[],
  { events }: TransportSettings,
  isSigned: boolean,
): readonly string[] {
  const names = services
    .map((service) => ({ service, prefix: prefixOf(service) }))
    .filter(({ prefix }) => !events.sources.has(prefix));
  return [
    ...names.map(
      ({ service, prefix }) =>
        `${prefix}_EVENTS_URL is required for the events of "${service}" but not set, and neither is EVENTS_URL`,
    ),
    ...(isSigned ? [] : ['EVENTS_PRIVATE_KEY_FILE is required but not set, and neither is EVENTS_URL']),
  ];
}

/** Creates the lookup of the feed of a service. It throws for a service whose address is unknown. */
function createSources(
  { events, localSources }: TransportSettings,
  sign: TokenSigner | undefined,
): (service: string) => EventSource {
  const clients = new Map<string, EventSource>();
  return (service) => {
    const found = localSources?.get(service) ?? clients.get(service);
    if (found !== undefined) return found;
    const url = events.sources.get(prefixOf(service));
    if (url === undefined || sign === undefined)
      throw new Error(`the events of "${service}" have no known address`);
    const client = createFeedClient({ url, service, sign });
    clients.set(service, client);
    return client;
  };
}

/** Returns the prefix of a service's variables. */
function prefixOf(service: string): string {
  return service.toUpperCase().replaceAll('-', '_');
}
