import { onTestFinished } from 'vitest';
import type { Answer } from './answer.ts';
import { readSseMessages, type SseMessage } from './sse-messages.ts';

/** An open stream. */
export interface SseStream {
  readonly status: number;
  readonly type: string | null;
  /** Returns the next message with data, or undefined at the end. */
  readonly next: () => Promise<SseMessage | undefined>;
  /** Returns the answer in the next message, which must be a `next` event. */
  readonly answer: () => Promise<Pick<Answer, 'data' | 'errors'> & { readonly id: string | undefined }>;
  /** Returns the id that a client sends when it reconnects. */
  readonly lastId: () => string | undefined;
  readonly close: () => void;
}

/**
 * Subscribes over server-sent events. Resolves once the first id or message arrives. The stream ends with the
 * test.
 */
export async function subscribe(
  url: string,
  operation: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
  headers: Readonly<Record<string, string>> = {},
): Promise<SseStream> {
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(operation),
    signal: gone.signal,
  });
  let lastId: string | undefined;
  const messages = readSseMessages(response.body ?? new ReadableStream());
  const read = async (): Promise<SseMessage | undefined> => {
    const { value: message, done } = await messages.next();
    if (done) return undefined;
    lastId = message.id ?? lastId;
    return message;
  };
  // The first block has no data, only the id. A block with neither is a heartbeat.
  let first = response.ok ? await read() : undefined;
  while (first?.event === '' && lastId === undefined) first = await read();
  let pending = first?.event === '' ? undefined : first;
  const next = async (): Promise<SseMessage | undefined> => {
    let message = pending ?? (await read());
    pending = undefined;
    while (message?.event === '') message = await read();
    return message;
  };
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    next,
    async answer() {
      const message = await next();
      if (message?.event !== 'next') throw new Error(`the message is no event: ${JSON.stringify(message)}`);
      const { data, errors = [] } = JSON.parse(message.data);
      return { data, errors, id: message.id };
    },
    lastId: () => lastId,
    close: () => gone.abort(),
  };
}
