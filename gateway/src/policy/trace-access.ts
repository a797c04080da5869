import type { GatewayOptions } from '@supergraph/engine';
import type { GatewayConfig } from '../gateway-config.ts';
import { readCaller } from '../gateway-context.ts';

/** What a client asks for the trace with, in `extensions.trace`; whatever its value, unless it is empty. */
export const traceHeader = 'x-show-trace';

/**
 * Who is told how an operation was executed: who asks, where the development pages are served; elsewhere who has the scope
 * of TRACE_SCOPE, and nobody without that variable.
 */
export function createTraceAccess({
  developmentPages,
  traceScope,
}: Pick<GatewayConfig, 'developmentPages' | 'traceScope'>): NonNullable<GatewayOptions['trace']> {
  return ({ headers, contextValue }) => {
    if (!headers?.get(traceHeader)) return false;
    if (developmentPages === 'on') return true;
    return traceScope !== undefined && readCaller(contextValue).viewer.scopes.has(traceScope);
  };
}
