import type { GatewayOptions } from '@supergraph/engine';
import type { GatewayConfig } from '../gateway-config.ts';
import { readCaller } from '../gateway-context.ts';
import { traceHeader } from './trace-header.ts';

/**
 * Creates the rule for traces of execution. With development pages every client may request one. Otherwise only callers
 * with the scope of TRACE_SCOPE may, and no caller if that variable is unset.
 */
export function createTraceAccess({
  pages,
  access: { traceScope },
}: Pick<GatewayConfig, 'pages' | 'access'>): NonNullable<GatewayOptions['trace']> {
  return ({ headers, contextValue }) => {
    if (!headers?.get(traceHeader)) return false;
    if (pages.development) return true;
    return traceScope !== undefined && readCaller(contextValue).viewer.scopes.has(traceScope);
  };
}
