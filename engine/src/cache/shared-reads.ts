import { readNumbers } from '../number-options.ts';
import { createDeadlines, type Deadlines } from '../subgraphs/deadlines.ts';
import type { ClientRequest, Subgraph, SubgraphAnswer, SubgraphRequest } from '../subgraphs/subgraph.ts';
import { clientGone, SubgraphError } from '../subgraphs/subgraph-error.ts';
import { copyJson } from './copy-json.ts';
import { deriveRequest, type Restriction, withRestriction } from './derived-request.ts';

/** Options of shared reads. */
export interface SharedReadsOptions {
  /**
   * Returns a key of everything in a client that its requests to subgraphs depend on, such as its identity and the
   * headers that are forwarded. Undefined if its requests are never shared. Different viewers must have different keys.
   */
  readonly keyOf: (client: ClientRequest) => string | undefined;
  /** Maximum number of reads in flight that others can join; further ones are sent alone. default: 1000 */
  readonly maxShared?: number | undefined;
  /** Maximum number of requests that share one read. default: 1000 */
  readonly maxWaiting?: number | undefined;
}

/** Time in milliseconds for which others can join a read. Later ones would see older data than if they were sent. */
const maxAgeMs = 1_000;

/** Longest body of a request that is shared, in characters. It is the key of the read while it is in flight. */
const maxBodyLength = 100_000;

/**
 * Creates a subgraph whose identical reads in flight share one exchange. Reads are identical if operation, variables and
 * client key are equal. A client that disconnects only ends its own wait. A read that begins after the end of a mutation
 * never joins one that began before.
 */
export function createSharedReads(subgraph: Subgraph, options: SharedReadsOptions): Subgraph {
  const { maxShared, maxWaiting } = readNumbers('createSharedReads', options, rules);
  const open = new Map<string, SharedRead>();
  const deadlines = createDeadlines();
  const closeAll = (): void => open.clear();
  const execute = (request: SubgraphRequest): Promise<SubgraphAnswer> => {
    const { operationKind, client, body } = request;
    if (operationKind === 'mutation') return subgraph.execute(request).finally(closeAll);
    const mayShare =
      request.headers === undefined && !request.signal?.aborted && body.length <= maxBodyLength;
    const clientKey = mayShare ? options.keyOf(client) : undefined;
    if (clientKey === undefined) return subgraph.execute(request);
    const key = `${clientKey}\n${body}`;
    const known = open.get(key);
    const isYoung = known !== undefined && performance.now() - known.startedAt < maxAgeMs;
    if (isYoung && known.size < maxWaiting) return wait(known, request);
    if (isYoung || (known === undefined && open.size >= maxShared)) return subgraph.execute(request);
    const read = new SharedRead(request.deadline);
    open.set(key, read);
    const waiting = wait(read, request);
    const close = (): void => {
      if (open.get(key) === read) open.delete(key);
    };
    read.start(subgraph, request, close);
    return waiting;
  };
  const wait = (read: SharedRead, request: SubgraphRequest) => waitFor(read, request, execute, deadlines);
  return {
    execute,
    ...(subgraph.subscribe && { subscribe: subgraph.subscribe.bind(subgraph) }),
    close: async () => subgraph.close?.(),
  };
}

/** Waits for a read. Sends the request again if the read ended early, at the deadline of an earlier client. */
function waitFor(
  read: SharedRead,
  request: SubgraphRequest,
  execute: Subgraph['execute'],
  deadlines: Deadlines,
): Promise<SubgraphAnswer> {
  return new Promise((resolve, reject) => {
    const { signal, deadline, client } = request;
    const end = (): void => {
      endWait?.();
      signal?.removeEventListener('abort', onAbort);
    };
    const waiter: Waiter = {
      take(answer, headers) {
        end();
        for (const each of headers) client.restrictCache(each);
        resolve(answer);
      },
      fail(cause) {
        end();
        if (read.wasCutShort(deadline)) execute(request).then(resolve, reject);
        else reject(cause);
      },
    };
    const leave = (reason: SubgraphError): void => {
      end();
      read.leave(waiter);
      reject(reason);
    };
    const onAbort = (): void => leave(clientGone());
    const onLate = (): void =>
      leave(new SubgraphError('GATEWAY_TIMEOUT', 'no answer in time', { kind: 'late' }));
    read.enter(waiter);
    signal?.addEventListener('abort', onAbort, { once: true });
    // The exchange itself ends at the deadline of the first request.
    const endWait =
      deadline === undefined || deadline === read.deadline ? undefined : deadlines.add(deadline, onLate);
  });
}

const rules = { maxShared: { fallback: 1_000, min: 1 }, maxWaiting: { fallback: 1_000, min: 1 } };

/** Request that waits for a shared read. */
interface Waiter {
  take(answer: SubgraphAnswer, headers: readonly Restriction[]): void;
  fail(cause: unknown): void;
}

/** One exchange with all requests that wait for it. It is aborted once the last one leaves. */
class SharedRead {
  readonly startedAt = performance.now();
  readonly deadline: number | undefined;
  readonly #waiters = new Set<Waiter>();
  readonly #abandoned = new AbortController();

  constructor(deadline: number | undefined) {
    this.deadline = deadline;
  }

  get size(): number {
    return this.#waiters.size;
  }

  enter(waiter: Waiter): void {
    this.#waiters.add(waiter);
  }

  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size === 0) this.#abandoned.abort();
  }

  /** Sends the request of the first client. Calls `onEnd` when no other request can join any more. */
  start(subgraph: Subgraph, request: SubgraphRequest, onEnd: () => void): void {
    const headers: Restriction[] = [];
    const { signal } = this.#abandoned;
    signal.addEventListener('abort', onEnd, { once: true });
    const client = withRestriction(request.client, (each) => headers.push(each));
    subgraph.execute(deriveRequest(request, { client, signal })).then(
      (answer) => {
        onEnd();
        this.#share(answer, headers);
      },
      (cause: unknown) => {
        onEnd();
        this.#fail(cause);
      },
    );
  }

  /** Returns whether the exchange ended at a deadline that is earlier than this one. */
  wasCutShort(deadline: number | undefined): boolean {
    if (this.deadline === undefined || performance.now() < this.deadline) return false;
    return deadline === undefined || performance.now() < deadline;
  }

  /** Gives each request an answer of its own, because results are merged into it. All are copied before any is changed. */
  #share(answer: SubgraphAnswer, headers: readonly Restriction[]): void {
    const [first, ...others] = this.#waiters;
    let copies: readonly { readonly waiter: Waiter; readonly copy: SubgraphAnswer }[];
    try {
      copies = others.map((waiter) => ({ waiter, copy: copyJson(answer) }));
    } catch (cause) {
      const message = 'the answer nests too deeply';
      this.#fail(new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', message, { cause, kind: 'lying' }));
      return;
    }
    first?.take(answer, headers);
    for (const { waiter, copy } of copies) waiter.take(copy, headers);
  }

  #fail(cause: unknown): void {
    for (const waiter of this.#waiters) waiter.fail(cause);
  }
}
