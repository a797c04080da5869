import type { SupergraphManager } from '@supergraph/engine';
import { createFreshValue, type FreshValue } from '@supergraph/service-kit/fresh-value.ts';
import { fetchText } from '@supergraph/service-kit/http/fetch-text.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { SupergraphSetting } from './supergraph-config.ts';

/** Maximum size. Composed supergraphs have some hundred kilobytes; the largest known have a few megabytes. */
const maxBytes = 64_000_000;
const timeoutMs = 10_000;

/** Creates a manager that polls a URL: a registry's CDN or an object store. Sends the entity tag of the last answer. */
export function createUrlManager(
  { url, header, pollMs }: Extract<SupergraphSetting, { from: 'url' }>,
  options: { readonly onProblem: (problem: string | undefined) => void; readonly log: Log },
): SupergraphManager {
  let current = { supergraphSdl: '', etag: null as string | null };
  let polled: FreshValue<string> | undefined;
  const read = async (): Promise<string> => {
    const headers = {
      accept: 'text/plain, application/graphql, */*',
      ...(header && { [header.name]: header.value }),
      ...(current.etag !== null && { 'if-none-match': current.etag }),
    };
    const { text, etag } = await fetchText(url, { headers, timeoutMs, maxBytes });
    if (text?.trim() === '') throw new Error('the body is empty');
    if (text !== undefined) current = { supergraphSdl: text, etag };
    return current.supergraphSdl;
  };
  return {
    async initialize({ update }) {
      const initial = await read();
      polled = createFreshValue({
        what: 'the supergraph of SUPERGRAPH',
        read: async () => {
          const before = current.supergraphSdl;
          try {
            const supergraphSdl = await read();
            options.onProblem(undefined);
            if (supergraphSdl !== before) deliver(update, supergraphSdl);
            return supergraphSdl;
          } catch (error) {
            options.onProblem(error instanceof Error ? error.message : String(error));
            throw error;
          }
        },
        initial,
        intervalMs: pollMs,
        cooldownMs: Math.min(pollMs, 1_000),
        log: options.log,
      });
      return { supergraphSdl: initial, cleanup: async () => polled?.stop() };
    },
  };
}

/** Delivers a supergraph. The engine itself reports one that it refuses. */
function deliver(update: (supergraphSdl: string) => Promise<void>, supergraphSdl: string): void {
  try {
    void update(supergraphSdl);
  } catch {}
}
