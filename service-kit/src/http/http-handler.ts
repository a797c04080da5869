import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Log } from '../log.ts';
import type { RequestRecord } from '../request-scope.ts';
import type { UnreadReplies } from './unread-replies.ts';

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
  /** Facts for its log line and its metrics. */
  readonly record: RequestRecord;
  readonly log: Log;
  /** Aborts when the client disconnects before it has the whole answer. */
  readonly signal: AbortSignal;
  /**
   * Aborts when the server has closed its port. Endless answers must end now, so that their clients reconnect
   * elsewhere.
   */
  readonly draining: AbortSignal;
}

/** An answer as plain data. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | HttpStream;
  /** True if the handler keeps the body and sends it to all clients, so that it takes no memory of its own. default: false */
  readonly isShared?: boolean;
}

/** An answer whose body is known before it is sent. */
export interface WholeReply extends HttpReply {
  readonly body: string | Buffer;
}

/**
 * A body that is sent in chunks as they come. The next chunk is requested once the network has taken the
 * previous one. `return()` of its iterator is called once if the client disconnects, and at the end of the
 * drain time. If it throws, the connection is closed before the end of the body, so that clients see a broken
 * answer.
 */
export type HttpStream = AsyncIterable<string | Uint8Array>;

/** Answers a request, or throws HttpProblem to refuse it. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

/** A connection whose client requests another protocol. */
export interface Upgrade {
  readonly incoming: IncomingMessage;
  readonly socket: Socket;
  /** Bytes of the new protocol that arrived with the request. */
  readonly head: Buffer;
  /** Messages of the new protocol that the client has not read yet are counted here. */
  readonly unread: UnreadReplies;
}

/**
 * Takes over a connection, or throws HttpProblem to refuse it before anything is written to the socket. The request has
 * no body. Its signal aborts when the connection is closed.
 */
export type UpgradeHandler = (request: HttpRequest, upgrade: Upgrade) => Promise<void> | void;
