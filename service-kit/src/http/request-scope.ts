import { AsyncLocalStorage } from 'node:async_hooks';

/** Facts about one request that its log lines and metrics share. Its handlers complete them. */
export class RequestRecord {
  readonly requestId: string;
  /** Time in which the request waited for other services, in milliseconds; undefined if it needed none. */
  upstreamMs: number | undefined;
  readonly #onError: (code: string, subgraph: string | undefined) => void;
  readonly #errors = new Set<string>();

  constructor(requestId: string, onError: (code: string, subgraph: string | undefined) => void = () => {}) {
    this.requestId = requestId;
    this.#onError = onError;
  }

  /** Codes of the errors that the client receives. */
  get codes(): readonly string[] {
    return [...new Set([...this.#errors].map((error) => error.split(' ', 1)[0] ?? ''))];
  }

  /** Records an error of the answer. Each code of each subgraph counts once for a request. */
  addError(code: string, subgraph?: string): void {
    const error = subgraph === undefined ? code : `${code} ${subgraph}`;
    if (this.#errors.has(error) || this.#errors.size >= maxErrors) return;
    this.#errors.add(error);
    this.#onError(code, subgraph);
  }
}

/** An answer may have thousands of errors, but few distinct codes. */
const maxErrors = 20;

/**
 * Record of the current request, through all its awaits. Only telemetry reads it: each log line of a request carries its
 * id, and each error counts for its request. Functions receive everything else as arguments.
 */
export const requestScope = new AsyncLocalStorage<RequestRecord>();
