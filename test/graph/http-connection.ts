import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** A request as it is sent over the wire: only a Content-Length is added. */
export interface WireRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with a Content-Length. A list is sent in chunks without one. */
  readonly body?: string | Buffer | readonly Buffer[];
}

export interface WireReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body parsed as JSON, or undefined if it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape; each expectation is the check.
  readonly json: any;
  /** Whether the connection has served an earlier request. */
  readonly reused: boolean;
}

/** A client with one keep-alive connection. */
export interface HttpConnection {
  readonly send: (wire: WireRequest) => Promise<WireReply>;
  readonly close: () => void;
}

/** Creates a client of the server at an origin such as `http://127.0.0.1:4000`. */
export function createHttpConnection(origin: string): HttpConnection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    send: (wire) => send(new URL(wire.path ?? '/graphql', origin), agent, wire),
    close: () => agent.destroy(),
  };
}

function send(
  url: URL,
  agent: Agent,
  { method = 'POST', headers = {}, body }: WireRequest,
): Promise<WireReply> {
  const { promise, resolve, reject } = Promise.withResolvers<WireReply>();
  const outgoing = request(url, { agent, method, headers, timeout: 10_000 });
  outgoing.once('timeout', () => outgoing.destroy(new Error('no answer within 10 s')));
  outgoing.once('error', reject);
  outgoing.once('response', (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('error', reject);
    incoming.once('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { statusCode: status = 0, headers: received } = incoming;
      resolve({ status, headers: received, text, json: parse(text), reused: outgoing.reusedSocket });
    });
  });
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) outgoing.end(body);
  else {
    for (const chunk of body) outgoing.write(chunk);
    outgoing.end();
  }
  return promise;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
