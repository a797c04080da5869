import { setTimeout as sleep } from 'node:timers/promises';

/** Waits without a limit until the gateway at `url` has a graph and answers a query. */
export async function graphAnswers(url: string, token: string, signal: AbortSignal): Promise<void> {
  const ask = async () =>
    (await succeeds(new URL('/ready', url), { signal })) &&
    (await succeeds(new URL('/graphql', url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
      signal,
    }));
  while (!(await ask())) await sleep(30, undefined, { signal });
}

async function succeeds(url: URL, init: RequestInit): Promise<boolean> {
  try {
    const response = await fetch(url, init);
    // An answer without data does not count.
    const text = await response.text();
    return response.ok && (init.method !== 'POST' || /"__typename"/.test(text));
  } catch (error) {
    // Not listening yet.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
