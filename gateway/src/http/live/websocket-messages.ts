import { isRecord } from '../../is-record.ts';

/** Message of a client, as the protocol graphql-transport-ws defines it. */
export type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly type: 'ping'; readonly payload: unknown }
  | { readonly type: 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly type: 'complete'; readonly id: string };

/** Reads a message. Throws an error if it is malformed. */
export function readClientMessage(text: string): ClientMessage {
  const { type, id, payload }: Record<string, unknown> = Object(JSON.parse(text));
  switch (type) {
    case 'connection_init':
      return { type, payload: readPayload(payload ?? {}) };
    case 'ping':
      return { type, payload: payload ?? undefined };
    case 'pong':
      return { type };
    case 'subscribe':
      return { type, id: readId(id), payload: readPayload(payload) };
    case 'complete':
      return { type, id: readId(id) };
    default:
      throw new TypeError('"type" must be known');
  }
}

function readId(id: unknown): string {
  if (typeof id === 'string' && id !== '') return id;
  throw new TypeError('"id" must be a text');
}

function readPayload(payload: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(payload)) return payload;
  throw new TypeError('"payload" must be an object');
}

/** Maximum size of the headers in `connection_init`: that of the headers of a request. */
const maxHeadersLength = 16_384;

/**
 * Reads the headers of `connection_init`: its texts, and those of its member `headers`, by lower-case name. Throws an
 * error if they are larger than those of a request may be.
 */
export function readInitHeaders(
  payload: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const nested = Object.entries(payload).find(([name]) => name.toLowerCase() === 'headers')?.[1];
  const headers = new Map<string, string>();
  let length = 0;
  for (const [name, value] of [
    ...Object.entries(payload),
    ...Object.entries(isRecord(nested) ? nested : {}),
  ]) {
    if (typeof value !== 'string') continue;
    headers.set(name.toLowerCase(), value);
    length += name.length + value.length;
  }
  if (length > maxHeadersLength) throw new TypeError('the headers are too large');
  return Object.fromEntries(headers);
}
