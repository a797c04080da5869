import type { Log } from '@supergraph/service-kit/log.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Delivered } from '../../live/delivery.ts';
import type { LiveOutcome } from '../../live/live-operations.ts';
import type { FrameOf } from './result-frames.ts';
import type { SocketSender } from './websocket-sender.ts';

/** Outcome whose deferred parts, if it has some, are in the client's format. */
export type CarriedOutcome =
  | Exclude<LiveOutcome, { readonly kind: 'incremental' }>
  /** Results of an answer in parts. `return` of the iterator also ends a wait for the next one. */
  | { readonly kind: 'parts'; readonly first: object; readonly others: AsyncIterable<object> };

/** Options of the operations of a WebSocket. */
export interface OperationOptions {
  readonly frameOf: FrameOf;
  readonly log: Log;
}

/** Operation of a WebSocket, from its message `subscribe` to its end. */
export class WebSocketOperation {
  /** The id as JSON. */
  readonly #id: string;
  readonly #sender: SocketSender;
  readonly #options: OperationOptions;
  /** Results that are sent; undefined while the operation starts. */
  #results: { readonly return?: () => Promise<unknown> } | undefined;
  #isEnded = false;

  constructor(id: string, sender: SocketSender, options: OperationOptions) {
    this.#id = JSON.stringify(id);
    this.#sender = sender;
    this.#options = options;
  }

  /** Ends an operation that its client no longer wants. */
  end(): void {
    this.#isEnded = true;
    const end = async (): Promise<unknown> => this.#results?.return?.();
    end().catch((err: unknown) => this.#options.log.error({ err }, 'closing a stream failed'));
  }

  /** Ends an operation that failed. */
  async fail(errors: readonly GraphQLFormattedError[]): Promise<void> {
    const sent = this.#sendErrors(errors);
    this.end();
    await sent;
  }

  /** Sends an outcome to its end. Rejects if its results fail. */
  async deliver(outcome: CarriedOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'refused':
        return this.#sendErrors(outcome.errors);
      case 'single':
        await this.#sendResult(outcome.result);
        return this.#send('complete');
      case 'parts': {
        const others = outcome.others[Symbol.asyncIterator]();
        this.#hold(others);
        await this.#sendResult(outcome.first);
        await this.#sendAll(others, (result) => this.#sendResult(result));
        return this.#send('complete');
      }
      case 'stream':
        this.#hold(outcome.delivery);
        return this.#sendAll(outcome.delivery, (item) => this.#sendItem(item));
      default:
        return outcome satisfies never;
    }
  }

  /** Keeps the results that end with the operation. */
  #hold(results: AsyncIterator<unknown>): void {
    this.#results = results;
    if (this.#isEnded) this.end();
  }

  async #sendAll<Item>(
    results: AsyncIterator<Item>,
    send: (item: Item) => Promise<void> | undefined,
  ): Promise<void> {
    for (let step = await results.next(); !step.done && !this.#isEnded; step = await results.next()) {
      const taken = send(step.value);
      if (taken !== undefined) await taken;
    }
  }

  #sendItem(item: Delivered): Promise<void> | undefined {
    switch (item.kind) {
      case 'result':
        return this.#sendResult(item.result);
      case 'heartbeat':
        return undefined;
      case 'complete':
        return this.#send('complete');
      case 'ended':
        return this.#sendErrors(item.errors);
      default:
        return item satisfies never;
    }
  }

  #sendResult(result: object): Promise<void> | undefined {
    return this.#isEnded ? undefined : this.#sender.send(this.#options.frameOf(this.#id, result));
  }

  #sendErrors(errors: readonly GraphQLFormattedError[]): Promise<void> | undefined {
    return this.#send('error', `,"payload":${JSON.stringify(errors)}`);
  }

  #send(type: 'complete' | 'error', payload = ''): Promise<void> | undefined {
    return this.#isEnded ? undefined : this.#sender.send(`{"id":${this.#id},"type":"${type}"${payload}}`);
  }
}
