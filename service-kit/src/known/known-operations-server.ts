import { ApolloServer, type ApolloServerOptionsWithGateway, type BaseContext } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { Log } from '../log.ts';
import { createKnownOperations, type HttpOperation, type KnownOperations } from './known-operations.ts';
import { type KnownPlugin, needsEveryRequest } from './known-plugin.ts';

/** Options of the server: those of Apollo Server with a gateway. */
export interface KnownOperationsServerOptions<Context extends BaseContext>
  extends Omit<ApolloServerOptionsWithGateway<Context>, 'plugins' | 'logger'> {
  readonly gateway: NonNullable<ApolloServerOptionsWithGateway<Context>['gateway']>;
  readonly logger: Log;
  /** Plugins. One with hooks for each request and without `known` switches known operations off. default: none */
  readonly plugins?: readonly KnownPlugin<Context>[];
}

/**
 * Creates an Apollo Server that answers operations it knows without its own pipeline, with the same status, headers
 * and body. It knows an operation once it has answered it under the current schema. It has no implicit plugin for
 * cache control.
 */
export function createKnownOperationsServer<Context extends BaseContext>(
  options: KnownOperationsServerOptions<Context>,
): ApolloServer<Context> {
  const { plugins = [], logger, gateway } = options;
  // Apollo Server's own stringify appends a line break, which copies the whole text.
  const { stringifyResult = (result: object) => JSON.stringify(result) } = options;
  const used = { ...options, stringifyResult };
  const own = ApolloServerPluginCacheControlDisabled();
  const others = plugins.filter(needsEveryRequest);
  if (others.length > 0) {
    logger.warn({ plugins: others.length }, 'known operations are off: a plugin has hooks for each request');
    return new ApolloServer<Context>({ ...used, gateway, plugins: [...plugins, own] });
  }
  const known = createKnownOperations<Context>({
    gateway,
    stringify: stringifyResult,
    hooks: plugins.flatMap(({ known: hooks }) => hooks ?? []),
  });
  const lifecycle: KnownPlugin<Context> = {
    async serverWillStart({ apollo }) {
      // Apollo Server then adds its plugin for usage reporting, which has hooks for each request.
      if (apollo.key !== undefined && apollo.graphRef !== undefined) {
        logger.warn('known operations are off: APOLLO_KEY and APOLLO_GRAPH_REF turn usage reporting on');
        known.stop();
      }
      return { serverWillStop: async () => known.stop() };
    },
  };
  const withKnown = { ...used, gateway: known.gateway, plugins: [...plugins, own, lifecycle] };
  return new KnownOperationsServer<Context>(withKnown, known);
}

/** Apollo Server with another way for known operations. Everything else is inherited. */
class KnownOperationsServer<Context extends BaseContext> extends ApolloServer<Context> {
  readonly #known: KnownOperations<Context>;

  constructor(options: ApolloServerOptionsWithGateway<Context>, known: KnownOperations<Context>) {
    super(options);
    this.#known = known;
  }

  override executeHTTPGraphQLRequest(operation: HttpOperation<Context>) {
    return this.#known.answer(operation, (asked) => super.executeHTTPGraphQLRequest(asked));
  }
}
