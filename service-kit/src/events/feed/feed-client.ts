import { ExpectedError } from '../../errors.ts';
import { readCloudEvent } from '../cloud-event.ts';
import type { EventSource, SourcePage } from './event-source.ts';
import type { FeedSigner } from './feed-token.ts';

/** Options of the client of a feed. */
export interface FeedClientOptions {
  readonly url: string;
  /** Service that emits the events. */
  readonly service: string;
  readonly sign: FeedSigner;
}

/** Longest time of a request: the wait for new events and their transfer. Longest body of an answer, in bytes. */
const [timeoutMs, maxBytes] = [30_000, 64_000_000];

/** Creates the client of the feed of a service in another process. */
export function createFeedClient({ url, service, sign }: FeedClientOptions): EventSource {
  return {
    async read({ group, types, after, signal, isLive = false }) {
      const address = new URL(url);
      address.searchParams.set('types', types.join());
      if (after !== undefined) address.searchParams.set('after', after);
      if (isLive) address.searchParams.set('live', 'on');
      const response = await fetch(address, {
        headers: { authorization: `Bearer ${await sign(group, service)}`, accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      const text = await readText(response);
      if (response.status !== 200) throw refusalOf(response.status, text);
      return readPage(JSON.parse(text));
    },
  };
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the body of a page of events must be at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusalOf(status: number, text: string): Error {
  if (text.includes('"CURSOR_EXPIRED"')) return new ExpectedError('CURSOR_EXPIRED', 'events were deleted');
  return new Error(`the feed answered with status ${status}, not 200`);
}

function readPage(body: unknown): SourcePage {
  const { events, cursor }: Readonly<Record<string, unknown>> = Object(body);
  if (!Array.isArray(events) || typeof cursor !== 'string')
    throw new TypeError('a page of events must have the members "events" and "cursor"');
  return { events: events.map(readCloudEvent), cursor };
}
