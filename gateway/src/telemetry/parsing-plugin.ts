import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import { requestScope } from '@supergraph/service-kit/request-scope.ts';
import type { Tracing } from '@supergraph/service-kit/telemetry/start-tracing.ts';
import { insideOf, SpanStatusCode } from '@supergraph/service-kit/telemetry/trace-context.ts';

/**
 * Creates the plugin that makes spans of parsing and validation. Apollo Server parses and validates a document once while
 * it is cached, so known operations need no hooks.
 */
export function createParsingPlugin({ tracer }: Tracing): KnownPlugin {
  const begin = (name: string) => async () => {
    const span = tracer.startSpan(name, {}, insideOf(requestScope.getStore()?.span));
    return async (failure?: unknown): Promise<void> => {
      if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
  };
  const listener = { parsingDidStart: begin('parse'), validationDidStart: begin('validate') };
  return { requestDidStart: async () => listener, known: {} };
}
