import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from '@opentelemetry/api';

/** Values that a log line may have. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Called with the code of each error of an answer, and with its subgraph if it came from one. */
export type OnRequestError = (code: string, subgraph: string | undefined) => void;

/** Facts about one request that its log lines and metrics share. Its handlers complete them. */
export class RequestRecord {
  readonly requestId: string;
  /** Time in which the request waited for other services, in milliseconds; undefined if it needed none. */
  upstreamMs: number | undefined;
  /** Span that the work for the request belongs to; undefined if there are no traces. */
  span: Span | undefined;
  /** True if the request asked for news and there was none, as happens all the time. Its line is for debugging. */
  isRoutine = false;
  readonly #onError: OnRequestError;
  // Most requests have no errors, and a subscription keeps its record while it lasts.
  #errors: Set<string> | undefined;
  #operations: LogFields[] | undefined;
  #fields: LogFields | undefined;

  constructor(requestId: string, onError: OnRequestError = () => {}) {
    this.requestId = requestId;
    this.#onError = onError;
  }

  /** Creates the record of a request inside this one, such as an operation on a WebSocket. */
  child(requestId: string): RequestRecord {
    return new RequestRecord(requestId, this.#onError);
  }

  /** True if the client receives no error. */
  get isSuccess(): boolean {
    return this.#errors === undefined;
  }

  /** Records an error of the answer. Each code of each subgraph counts once for a request. */
  addError(code: string, subgraph?: string): void {
    const error = subgraph === undefined ? code : `${code} ${subgraph}`;
    this.#errors ??= new Set();
    if (this.#errors.has(error) || this.#errors.size >= maxErrors) return;
    this.#errors.add(error);
    this.#onError(code, subgraph);
  }

  /** Adds fields to the log line of the request. */
  note(fields: LogFields): void {
    this.#fields = { ...this.#fields, ...fields };
  }

  /** Adds an operation to the log line of the request. A list of operations has several. */
  noteOperation(operation: LogFields): void {
    this.#operations ??= [];
    if (this.#operations.length < maxOperations) this.#operations.push(operation);
  }

  /** Returns the fields of the log line. */
  describe(): Readonly<Record<string, unknown>> {
    const operations = this.#operations ?? [];
    const errors = [...new Set([...(this.#errors ?? [])].map((error) => error.split(' ', 1)[0]))];
    return {
      ...this.#fields,
      ...(operations.length === 1 ? operations[0] : operations.length > 1 && { operations }),
      ...(this.upstreamMs !== undefined && { upstreamMs: Math.round(this.upstreamMs) }),
      ...(errors.length > 0 && { errors }),
    };
  }
}

/** An answer may have thousands of errors, but few distinct codes. */
const maxErrors = 20;

const maxOperations = 10;

/**
 * Record of the current request, through all its awaits. Only telemetry reads it: each log line of a request carries its
 * id, and each error counts for its request. Functions receive everything else as arguments.
 */
export const requestScope = new AsyncLocalStorage<RequestRecord>();
