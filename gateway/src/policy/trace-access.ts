import type { GatewayOptions } from '@supergraph/engine';
import type { GatewayConfig } from '../gateway-config.ts';
import { readCaller } from '../gateway-context.ts';
import { traceHeader } from './trace-header.ts';

/**
 * Creates the rule for traces of execution. With development pages every client may request one. Otherwise only callers
 * with the scope of TRACE_SCOPE may, and no caller if that variable is unset. A trace names fields that a contract hides, so
 * no client of one receives it.
 */
export function createTraceAccess({
  pages,
  access: { traceScope },
  supergraph: { source },
}: Pick<GatewayConfig, 'pages' | 'access' | 'supergraph'>): NonNullable<GatewayOptions['trace']> {
  const isContract = source.from === 'file' && source.contract !== undefined;
  return ({ headers, contextValue }) => {
    if (isContract) return false;
    if (!headers?.get(traceHeader)) return false;
    if (pages.development) return true;
    return traceScope !== undefined && readCaller(contextValue).viewer.scopes.has(traceScope);
  };
}
