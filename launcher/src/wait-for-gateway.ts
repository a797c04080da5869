import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { poll } from './poll.ts';

/** Waits, without a time limit, until the gateway at `url` has a graph and answers a query. */
export async function waitForGraph(url: string, token: string, signal: AbortSignal): Promise<void> {
  const query = {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
    signal,
  };
  const answers = async (): Promise<true | undefined> => {
    const ready = await send(new URL('/ready', url), { signal });
    if (!ready.ok) return undefined;
    // An answer without data does not count.
    const { ok, text } = await send(new URL('/graphql', url), query);
    return (ok && text.includes('"__typename"')) || undefined;
  };
  await poll(answers, { everyMs: 30, timeoutMs: Number.POSITIVE_INFINITY, signal });
}

/** Time that a gateway may take to serve or refuse another supergraph, in milliseconds. */
const reloadTimeoutMs = 30_000;

/** Waits until the gateway at this URL serves the supergraph of a file. Returns a sentence if it does not. */
export async function waitForSupergraph(file: URL, url = ''): Promise<string | undefined> {
  const id = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const readVerdict = async () => {
    const { text } = await send(new URL('/ready', url));
    const { supergraph }: Status = JSON.parse(text || '{}');
    return [supergraph, supergraph?.refused].find((found) => found?.id === id);
  };
  const found = await poll(readVerdict, { everyMs: 25, timeoutMs: reloadTimeoutMs });
  if (found === undefined)
    return `the gateway has not served the new supergraph within ${reloadTimeoutMs / 1000} s`;
  if (found.errors === undefined) return undefined;
  return `the gateway refuses the new supergraph: ${found.errors.join('; ')}. The previous one stays in service`;
}

interface Status {
  readonly supergraph?: Version & { readonly refused?: Version };
}

interface Version {
  readonly id: string;
  readonly errors?: readonly string[];
}

/** Sends a request. The answer is empty while the gateway does not listen. */
async function send(
  url: URL,
  init: RequestInit = {},
): Promise<{ readonly ok: boolean; readonly text: string }> {
  try {
    const response = await fetch(url, init);
    return { ok: response.ok, text: await response.text() };
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, text: '' };
    throw error;
  }
}
