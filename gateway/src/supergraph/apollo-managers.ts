import type { SupergraphHooks, SupergraphManager } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { SupergraphSetting } from './supergraph-settings.ts';

/** Reports about a manager's polls. */
export interface ManagerOptions {
  /** Called with a problem for each failed poll, and with undefined for each supergraph that a poll delivers. */
  readonly onProblem: (problem: string | undefined) => void;
  readonly log: Log;
}

/** Creates the manager of @apollo/gateway that polls Apollo Uplink. */
export function createUplinkManager(
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
      // The source itself retries, and serves the last good copy meanwhile.
      initialMaxRetries: 0,
      logger,
    });
  });
}

/** Creates the manager of @apollo/gateway that fetches the schemas of the subgraphs and composes them. */
export function createIntrospectionManager(
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
