import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import { requestScope } from '@supergraph/service-kit/request-scope.ts';
import type { Tracing } from '@supergraph/service-kit/telemetry/start-tracing.ts';
import { SpanStatusCode } from '@supergraph/service-kit/telemetry/trace-context.ts';

/**
 * Creates the plugin that makes spans of parsing and validation. Apollo Server parses and validates a document once while
 * it is cached, so known operations need no hooks.
 */
export function createParsingPlugin({ inside }: Tracing): KnownPlugin {
  const begin = (name: string) => async () => {
    const request = requestScope.getStore()?.span;
    if (!request?.isRecording()) return undefined;
    const span = inside(request, name);
    return async (failure?: unknown): Promise<void> => {
      if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
  };
  const listener = { parsingDidStart: begin('parse'), validationDidStart: begin('validate') };
  return { requestDidStart: async () => listener, known: {} };
}
