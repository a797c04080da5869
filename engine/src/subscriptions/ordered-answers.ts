import { type OperationAnswer, outcomeOf } from '../execution/operation-results.ts';
import type { PreparedOperation } from '../prepare/prepare-operation.ts';
import type { Refused } from '../refusal.ts';

/** Answer to one event, or the reason why there are no more. */
export type EventAnswer = OperationAnswer | Refused;

/**
 * Maximum number of events of a subscription that are executed at the same time. If each takes 50 ms, its client can then
 * follow 200 events a second.
 */
const maxAtOnce = 10;

/** Answer that is being made, or that the client has and may not have processed yet. */
interface Entry {
  /** Cursor before its event. */
  readonly before: string | undefined;
  answer: EventAnswer | undefined;
}

type Step = IteratorResult<EventAnswer, undefined>;

/**
 * Answers to the events of a subscription, in the order of the events. Events are executed ahead only while the client waits
 * for an answer, so a client that does not read makes no work. A refusal is the last item.
 */
export class OrderedAnswers implements AsyncIterator<EventAnswer, undefined, undefined> {
  readonly #entries: Entry[] = [];
  #isComplete = false;
  /** Fault of the engine, with which the answers ended. */
  #fault: { readonly cause: unknown } | undefined;
  /** True if the client has the first entry, and has not asked for the next one. */
  #isTaken = false;
  #client: PromiseWithResolvers<Step> | undefined;
  readonly #onLast: () => void;

  /** `onLast` is called when the client gets a refusal or the end. */
  constructor(onLast: () => void) {
    this.#onLast = onLast;
  }

  next(): Promise<Step> {
    if (this.#isTaken) this.#entries.shift();
    this.#isTaken = false;
    this.#client = Promise.withResolvers();
    const { promise } = this.#client;
    this.#give();
    return promise;
  }

  /** Returns true if another event may be executed, after `next` or `add`. */
  isWanted(): boolean {
    return this.#client !== undefined && this.#entries.length < maxAtOnce;
  }

  /** Adds the answer to an event. Ends its preparation once it is there. */
  add(answering: Promise<EventAnswer>, prepared: PreparedOperation, before: string | undefined): void {
    const entry: Entry = { before, answer: undefined };
    this.#entries.push(entry);
    const take = (answer: EventAnswer): void => {
      prepared.ends(outcomeOf(answer));
      prepared.release();
      entry.answer = answer.kind === 'refused' ? withCursor(answer, before) : answer;
      if (this.#entries[0] === entry) this.#give();
    };
    answering.then(take, (cause) => {
      prepared.release();
      this.fail(cause);
    });
  }

  /** Ends the answers after those that were added, with a reason if there is one. */
  complete(refused?: Refused): void {
    if (refused !== undefined) this.#entries.push({ before: undefined, answer: refused });
    this.#isComplete = true;
    this.#give();
  }

  /** Ends the answers now, with a fault of the engine. */
  fail(cause: unknown): void {
    this.#fault ??= { cause };
    this.#onLast();
  }

  /** Ends the answers now. */
  end(): void {
    this.#entries.length = 0;
    this.#isTaken = false;
    this.#isComplete = true;
    this.#give();
  }

  /** Returns the cursor that the client has, if it lacks answers that were added; otherwise the given one. */
  cursor(latest: string | undefined): string | undefined {
    const [first] = this.#entries;
    return first === undefined ? latest : first.before;
  }

  /** Gives the client the first answer, or the end, if it waits for it. */
  #give(): void {
    const client = this.#client;
    const [first] = this.#entries;
    if (client === undefined || (first === undefined ? !this.#isComplete : first.answer === undefined))
      return;
    this.#client = undefined;
    this.#isTaken = first !== undefined;
    if (first?.answer !== undefined) client.resolve({ done: false, value: first.answer });
    else if (this.#fault !== undefined) client.reject(this.#fault.cause);
    else client.resolve({ done: true, value: undefined });
    if (first?.answer?.kind !== 'answer') this.#onLast();
  }
}

/** Adds the cursor after which the subscription can be resumed. */
export function withCursor(refused: Refused, cursor: string | undefined): Refused {
  if (cursor === undefined) return refused;
  const refusals = refused.refusals.map((refusal) => ({
    ...refusal,
    details: { ...refusal.details, cursor },
  }));
  return { kind: 'refused', refusals };
}
