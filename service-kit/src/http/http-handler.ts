import type { Readable } from 'node:stream';
import type { Log } from '../log.ts';

/** A request, as handlers receive it. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** The query string with its question mark, or an empty string. */
  readonly search: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Address that opened the connection: the client's, or that of the last proxy. */
  readonly remoteAddress: string;
  readonly body: Readable;
  readonly requestId: string;
  readonly log: Log;
  /** Aborts when the client disconnects before it has the whole answer. */
  readonly signal: AbortSignal;
}

/** An answer as plain data. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Answers a request, or throws HttpProblem to refuse it. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpReply> | HttpReply;
