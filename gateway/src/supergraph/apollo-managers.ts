import type { SupergraphHooks, SupergraphManager } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { SupergraphSetting } from './supergraph-config.ts';

/** Reports of a manager's polls. */
export interface ManagerOptions {
  /** Called with a problem for each poll that fails, and with undefined for each supergraph that a poll brings. */
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
      // The source itself tries again, and has the last good copy meanwhile.
      initialMaxRetries: 0,
      logger,
    });
  });
}

/** Creates the manager of @apollo/gateway that asks the subgraphs for their schemas and composes them. */
export function createIntrospectionManager(
  { subgraphs, pollMs }: Extract<SupergraphSetting, { from: 'introspection' }>,
  options: ManagerOptions,
): SupergraphManager {
  return createApolloManager(options, pollMs, async (logger) => {
    const { IntrospectAndCompose } = await import('@apollo/gateway');
    return new IntrospectAndCompose({ subgraphs: [...subgraphs], pollIntervalInMs: pollMs, logger });
  });
}

/** Uplink itself may ask for a poll every 10 seconds only. */
const minExpiryMs = 30_000;

interface ApolloLogger {
  readonly debug: () => void;
  readonly info: () => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string) => void;
}

/** @apollo/gateway takes half a second to load: it is loaded only where it is used. */
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
      // The message may name internal addresses, and /ready is public.
      onProblem('the last poll failed; the log says why');
      // These managers report no poll that succeeds without a change.
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
