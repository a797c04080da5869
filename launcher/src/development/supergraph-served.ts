import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { supergraphFile } from '@supergraph/schema/write-graph.ts';

/** Time that a gateway may take to serve or refuse another supergraph, in milliseconds. */
const patience = 30_000;

/** Waits until the gateway at this URL serves the supergraph of the file. Returns a sentence if it does not. */
export async function supergraphServed(url = ''): Promise<string | undefined> {
  const id = createHash('sha256').update(readFileSync(supergraphFile)).digest('hex').slice(0, 16);
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    const { supergraph } = await readStatus(url);
    if (supergraph?.id === id) return undefined;
    if (supergraph?.refused?.id === id) {
      return `the gateway refuses the new supergraph: ${supergraph.refused.errors.join('; ')}. The one before goes on`;
    }
    await sleep(25);
  }
  return `the gateway has not served the new supergraph within ${patience / 1000} s`;
}

interface Status {
  readonly supergraph?: {
    readonly id: string;
    readonly refused?: { readonly id: string; readonly errors: readonly string[] };
  };
}

/** Returns undefined if the gateway does not answer now, as it may be restarting. */
async function readStatus(url: string): Promise<Status> {
  try {
    return await (await fetch(new URL('/ready', url))).json();
  } catch {
    return {};
  }
}
