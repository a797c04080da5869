/** Message of a gateway on a connection with many subscriptions. */
export type GatewayMessage =
  /** Opens a subscription, as a request with these headers and this body would. */
  | {
      readonly type: 'subscribe';
      readonly id: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly payload: unknown;
    }
  /** Ends a subscription. */
  | { readonly type: 'complete'; readonly id: number }
  /** Says that events of this size were taken, so that as much may follow. */
  | { readonly type: 'taken'; readonly id: number; readonly size: number };

/** Reads a message. Throws an error if it is malformed. */
export function readGatewayMessage(text: string): GatewayMessage {
  const { type, id, headers, payload, size }: Record<string, unknown> = Object(JSON.parse(text));
  if (typeof id !== 'number') throw new TypeError('"id" must be a number');
  switch (type) {
    case 'subscribe':
      return { type, id, headers: readHeaders(headers), payload };
    case 'complete':
      return { type, id };
    case 'taken':
      if (typeof size !== 'number' || !(size >= 0)) throw new TypeError('"size" must be a number from 0');
      return { type, id, size };
    default:
      throw new TypeError('"type" must be known');
  }
}

function readHeaders(headers: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(Object(headers));
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])),
  );
}
