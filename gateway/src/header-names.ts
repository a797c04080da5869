import { mayForwardHeader } from '@supergraph/engine';
import type { Variable } from '@supergraph/service-kit/config.ts';

/** Creates a variable with names of HTTP headers that clients may send to subgraphs, separated by commas. */
export function headerNames(name: string): Variable<readonly string[]> {
  const parse = (value: string): readonly string[] => {
    const names = value.split(',').map((header) => header.trim().toLowerCase());
    const wrong = names.find((header) => !mayForwardHeader(header) || ownHeaders.has(header));
    if (wrong === undefined) return names;
    throw new Error(`must name headers that a client may set (${JSON.stringify(wrong)} is not one)`);
  };
  return { name, parse, fallback: { value: [] } };
}

/** Headers that the gateway itself sends to subgraphs. */
const ownHeaders: ReadonlySet<string> = new Set(['authorization', 'x-request-id']);
