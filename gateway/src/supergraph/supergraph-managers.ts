import { readFile } from 'node:fs/promises';
import type { SupergraphHooks, SupergraphManager } from '@supergraph/engine';
import { createFileReader } from '@supergraph/service-kit/file-reader.ts';
import { fetchText } from '@supergraph/service-kit/http/fetch-text.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import { createPolledValue } from '@supergraph/service-kit/polled-value.ts';
import type { SupergraphFile } from './supergraph-file.ts';
import type { SupergraphSetting } from './supergraph-settings.ts';

/** Reports about a manager's polls. */
export interface ManagerOptions {
  /** Called with a problem for each failed poll, and with undefined for each supergraph that a poll delivers. */
  readonly onProblem: (problem: string | undefined) => void;
  readonly log: Log;
}

/** Creates the manager that provides the supergraphs of a source. */
export function createSupergraphManager(
  setting: SupergraphSetting,
  options: ManagerOptions,
): SupergraphManager {
  switch (setting.from) {
    case 'file':
      return createFileManager(setting.file, options);
    case 'url':
      return createUrlManager(setting, options);
    case 'uplink':
      return createUplinkManager(setting, options);
    case 'introspection':
      return createIntrospectionManager(setting, options);
    default:
      return setting satisfies never;
  }
}

/** Interval of looking at a file, in milliseconds. `npm run dev` waits for it. */
const filePollMs = 100;

/** Composed supergraphs have some hundred kilobytes; the largest known have a few megabytes. */
const maxBytes = 64_000_000;
const timeoutMs = 10_000;

/** Creates the manager that reads a file whenever it has changed. Its first SDL is that of the configuration. */
function createFileManager({ path, sdl }: SupergraphFile, options: ManagerOptions): SupergraphManager {
  const readChanged = createFileReader(path, async () => {
    const text = await readFile(path, 'utf8');
    if (text.trim() === '') throw new Error('is empty');
    return text;
  });
  const read = (): Promise<string> =>
    readChanged().catch((cause: unknown) => {
      throw new Error(`it ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
  return createPolledManager({ initial: sdl, read, pollMs: filePollMs }, options);
}

/** Creates the manager that polls a URL, such as a registry's CDN or an object store, with the last ETag. */
function createUrlManager(
  { url, header, pollMs }: Extract<SupergraphSetting, { from: 'url' }>,
  options: ManagerOptions,
): SupergraphManager {
  let current = { supergraphSdl: '', etag: null as string | null };
  const read = async (): Promise<string> => {
    const headers = {
      accept: 'text/plain, application/graphql, */*',
      ...(header && { [header.name]: header.value }),
      ...(current.etag !== null && { 'if-none-match': current.etag }),
    };
    const { text, etag } = await fetchText(url, { headers, timeoutMs, maxBytes });
    if (text?.trim() === '') throw new Error('the body is empty');
    if (text !== undefined) current = { supergraphSdl: text, etag };
    return current.supergraphSdl;
  };
  return createPolledManager({ read, pollMs }, options);
}

/** Creates a manager that polls a source. A source that cannot be read leaves the last supergraph in place. */
function createPolledManager(
  source: { readonly initial?: string; readonly read: () => Promise<string>; readonly pollMs: number },
  { onProblem, log }: ManagerOptions,
): SupergraphManager {
  const { initial, read, pollMs } = source;
  return {
    async initialize({ update }) {
      const supergraphSdl = initial ?? (await read());
      const polled = createPolledValue({
        what: 'the supergraph of SUPERGRAPH',
        read,
        initial: supergraphSdl,
        intervalMs: pollMs,
        cooldownMs: Math.min(pollMs, 1_000),
        onValue(next) {
          try {
            void update(next);
          } catch {
            // The engine reports a supergraph that it refuses.
          }
        },
        onProblem: (error) => onProblem(error?.message),
        log,
      });
      return { supergraphSdl, cleanup: async () => polled.stop() };
    },
  };
}

/** Creates the manager of @apollo/gateway that polls Apollo Uplink. */
function createUplinkManager(
  { apiKey, graphRef, endpoints, pollMs }: Extract<SupergraphSetting, { from: 'uplink' }>,
  options: ManagerOptions,
): SupergraphManager {
  return createApolloManager(options, pollMs, async (logger) => {
    const { UplinkSupergraphManager } = await import('@apollo/gateway');
    return new UplinkSupergraphManager({
      apiKey,
      graphRef,
      ...(endpoints && { uplinkEndpoints: [...endpoints] }),
      fallbackPollIntervalInMs: pollMs,
      // The source retries by itself, and serves the last good copy until then.
      initialMaxRetries: 0,
      logger,
    });
  });
}

/** Creates the manager of @apollo/gateway that fetches the schemas of the subgraphs and composes them. */
function createIntrospectionManager(
  { subgraphs, pollMs }: Extract<SupergraphSetting, { from: 'introspection' }>,
  options: ManagerOptions,
): SupergraphManager {
  return createApolloManager(options, pollMs, async (logger) => {
    const { IntrospectAndCompose } = await import('@apollo/gateway');
    return new IntrospectAndCompose({ subgraphs: [...subgraphs], pollIntervalInMs: pollMs, logger });
  });
}

/** Minimum time until a reported problem expires. Uplink may limit polls to one every 10 seconds. */
const minExpiryMs = 30_000;

interface ApolloLogger {
  readonly debug: () => void;
  readonly info: () => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string) => void;
}

/** Creates a manager of @apollo/gateway, which is loaded only if it is used, since loading takes half a second. */
function createApolloManager(
  { onProblem, log }: ManagerOptions,
  pollMs: number,
  create: (logger: ApolloLogger) => Promise<SupergraphManager>,
): SupergraphManager {
  let expiry: NodeJS.Timeout | undefined;
  const logger: ApolloLogger = {
    debug: () => {},
    info: () => {},
    warn: (message) => log.warn(message),
    error: (message) => {
      log.error(message);
      // The message may contain internal addresses, and /ready is public.
      onProblem('the last poll failed; the log says why');
      // These managers do not report polls that succeed without a change.
      clearTimeout(expiry);
      expiry = setTimeout(() => onProblem(undefined), Math.max(minExpiryMs, 3 * pollMs)).unref();
    },
  };
  return {
    async initialize(hooks: SupergraphHooks) {
      const manager = await create(logger);
      const update = (supergraphSdl: string): Promise<void> => {
        onProblem(undefined);
        return hooks.update(supergraphSdl);
      };
      return manager.initialize({ ...hooks, update });
    },
  };
}
