import type { QueryTrace } from '@supergraph/engine';
import type { WatchOperation } from '@supergraph/service-kit/pages/explorer/fetcher.ts';
import type { ReceivedResult, ResultWatch } from '@supergraph/service-kit/pages/explorer/read-results.ts';
import { traceHeader } from '../../../policy/trace-header.ts';
import type { TracePanel } from './trace-panel.ts';

/**
 * Creates the function that watches operations. While the panel is open, requests a trace with each operation and shows it
 * there, unless the operation requested the trace itself.
 */
export function createAnswerTraces(panel: TracePanel): WatchOperation {
  let latest = 0;
  return (headers) => {
    latest += 1;
    if (!panel.isOpen() || headers.has(traceHeader)) return undefined;
    headers.set(traceHeader, '1');
    const number = latest;
    // An earlier answer may still arrive.
    return createWatch(panel, () => latest === number);
  };
}

function createWatch(panel: TracePanel, isShown: () => boolean): ResultWatch {
  let unit: Parameters<ResultWatch['begin']>[0];
  let results = 0;
  const show = (trace: QueryTrace, hasNext: boolean): void => {
    results += 1;
    if (isShown()) panel.show(trace, { name: unit && `${unit} ${results}`, hasNext });
  };
  return {
    begin(begun) {
      unit = begun;
      if (isShown()) panel.hint(`Waiting for the ${unit === 'Event' ? 'first event' : 'answer'}.`);
    },
    take: (result) => takeTrace(result, show),
    end() {
      if (results === 0 && isShown()) panel.hint('This request was not executed: it has no plan.');
    },
  };
}

/** Shows the trace of a result, and returns the result without it. */
function takeTrace(
  result: ReceivedResult,
  show: (trace: QueryTrace, hasNext: boolean) => void,
): ReceivedResult {
  const { extensions, ...rest }: { readonly extensions?: { readonly trace?: QueryTrace } } = result;
  if (extensions?.trace === undefined) return result;
  const { trace, ...others } = extensions;
  show(trace, result.hasNext === true);
  return Object.keys(others).length > 0 ? { ...rest, extensions: others } : rest;
}
