import { ConfigError } from '../config.ts';
import { createDatabase, type DatabasePool } from '../database/database.ts';
import type { Log } from '../log.ts';
import { variablePrefix } from '../variable-prefix.ts';
import { serviceOfType } from './cloud-event.ts';
import { createBrokerTransport } from './create-transport.ts';
import type { EventTransport } from './event-transport.ts';
import type { EventSource } from './feed/event-source.ts';
import { createFeedClient } from './feed/feed-client.ts';
import { createFeedCursorStore } from './feed/feed-cursor-store.ts';
import { createFeedSigner, type FeedSecrets, type FeedSigner } from './feed/feed-token.ts';
import { createFeedTransport } from './feed/feed-transport.ts';

/** Settings of the way that events take. */
export interface TransportSettings {
  readonly mode: string;
  /** URL of a broker. Without one, services read the feeds of each other. */
  readonly brokerUrl: string | undefined;
  /** URLs of the feeds of other services, by prefix of their variables. */
  readonly sources: ReadonlyMap<string, string | undefined>;
  readonly secrets: FeedSecrets | undefined;
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
  const { mode, brokerUrl, localSources } = settings;
  if (brokerUrl !== undefined) return createBrokerTransport({ url: brokerUrl, log });
  const problems = localSources === undefined ? findProblems(types, settings) : [];
  if (mode === 'production' && problems.length > 0) throw new ConfigError(problems);
  for (const problem of problems) log.warn(`events are not received: ${problem}`);
  return createFeedTransport({
    sourceOf: createSources(settings),
    cursors: createFeedCursorStore(createDatabase(background)),
    concurrency,
    log,
  });
}

function findProblems(types: readonly string[], { sources, secrets }: TransportSettings): readonly string[] {
  const services = [...new Set(types.map(serviceOfType))];
  return [
    ...services
      .filter((service) => !sources.has(variablePrefix(service)))
      .map(
        (service) =>
          `${variablePrefix(service)}_EVENTS_URL is required but not set, and neither is EVENTS_URL`,
      ),
    ...(secrets === undefined ? ['EVENTS_SECRET is required but not set, and neither is EVENTS_URL'] : []),
  ];
}

/** Creates the lookup of the feed of a service. It throws for a service whose address is unknown. */
function createSources({
  sources,
  secrets,
  localSources,
}: TransportSettings): (service: string) => EventSource {
  const sign: FeedSigner | undefined = secrets && createFeedSigner(secrets);
  const clients = new Map<string, EventSource>();
  return (service) => {
    const found = localSources?.get(service) ?? clients.get(service);
    if (found !== undefined) return found;
    const url = sources.get(variablePrefix(service));
    if (url === undefined || sign === undefined)
      throw new Error(`the events of "${service}" have no known address`);
    const client = createFeedClient({ url, service, sign });
    clients.set(service, client);
    return client;
  };
}
