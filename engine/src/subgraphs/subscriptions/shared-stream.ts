import type { Stream, StreamItem } from './stream.ts';

/**
 * Bytes of events that a subgraph may send on one stream before its caller has taken them, as in HTTP/2. A stream
 * whose caller is slow then holds up neither the others nor the connection.
 */
const streamWindow = 64_000;

/** Maximum number of events in a window. No event is so small that a window has more. */
const maxItems = 2_000;

/** Connection of streams. */
export interface StreamCarrier {
  /** Called with the bytes of events that the caller of a stream has taken. */
  readonly taken: (id: number, bytes: number) => void;
  /** Called once when the caller of a stream needs no more items although the subgraph may send some. */
  readonly leave: (id: number) => void;
}

/** One of the streams of a connection. */
export class SharedStream implements Stream {
  readonly #id: number;
  readonly #carrier: StreamCarrier;
  readonly #items: { readonly item: StreamItem; readonly bytes: number }[] = [];
  #bytes = 0;
  #taken = 0;
  #end: { readonly error: Error | undefined } | undefined;
  #waiting: PromiseWithResolvers<IteratorResult<StreamItem, undefined>> | undefined;

  constructor(id: number, carrier: StreamCarrier) {
    this.#id = id;
    this.#carrier = carrier;
  }

  /** Adds an item. Returns false if it is outside the window. */
  push(item: StreamItem, bytes: number): boolean {
    if (this.#end !== undefined) return true;
    if (this.#bytes >= streamWindow || this.#items.length >= maxItems) return false;
    const waiting = this.#waiting;
    if (waiting === undefined) {
      this.#items.push({ item, bytes });
      this.#bytes += bytes;
    } else {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: item });
      this.#take(bytes);
    }
    return true;
  }

  /** Ends the stream after its items, with an error if there is one. */
  end(error?: Error): void {
    this.#end ??= { error };
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (error === undefined) waiting?.resolve(done);
    else waiting?.reject(error);
  }

  next(): Promise<IteratorResult<StreamItem, undefined>> {
    const first = this.#items.shift();
    if (first !== undefined) {
      this.#bytes -= first.bytes;
      this.#take(first.bytes);
      return Promise.resolve({ done: false, value: first.item });
    }
    if (this.#end?.error !== undefined) return Promise.reject(this.#end.error);
    if (this.#end !== undefined) return Promise.resolve(done);
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  async return(): Promise<IteratorResult<StreamItem, undefined>> {
    this.#items.length = 0;
    if (this.#end === undefined) this.#carrier.leave(this.#id);
    this.end();
    return done;
  }

  /** Opens the window again for the bytes that the caller has taken, half a window at a time. */
  #take(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken < streamWindow / 2 || this.#end !== undefined) return;
    this.#carrier.taken(this.#id, this.#taken);
    this.#taken = 0;
  }
}

const done = { done: true, value: undefined } as const;
