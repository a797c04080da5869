import { createHash } from 'node:crypto';
import type { OperationDefinitionNode } from 'graphql';
import type { TopOperation } from './status-snapshot.ts';

/** Number of operations in a list. */
const maxOperations = 10;

/** Maximum length of a name, which the client chooses. */
const maxNameLength = 100;

/** Time for which a window collects, in milliseconds. */
const windowMs = 5 * 60_000;

/**
 * List of the operations with the highest values, such as durations, of the last 5 to 10 minutes. Most operations cost it one
 * comparison, because only a value above the lowest of the list is recorded. It retains two windows of 10 operations with names
 * of up to 100 characters, and no document.
 */
export class TopOperations {
  #current = new Window(Date.now());
  #previous: Window | undefined;

  /** Records an execution. */
  note(operation: OperationDefinitionNode, text: string, value: number): void {
    const at = Date.now();
    this.#rotate(at);
    if (value > this.#current.least) this.#current.add(operation, text, { value, at });
  }

  /** Returns the operations, highest value first. */
  read(): readonly TopOperation[] {
    this.#rotate(Date.now());
    const highest = new Map<string, TopOperation>();
    for (const entry of [...(this.#previous?.entries ?? []), ...this.#current.entries]) {
      const key = keyOf(entry);
      if (entry.value > (highest.get(key)?.value ?? -1)) highest.set(key, entry);
    }
    return [...highest.values()].sort((one, other) => other.value - one.value).slice(0, maxOperations);
  }

  #rotate(now: number): void {
    const age = now - this.#current.since;
    if (age < windowMs) return;
    this.#previous = age < 2 * windowMs ? this.#current : undefined;
    this.#current = new Window(now);
  }
}

/** Lists of the status page. Durations are milliseconds. */
export interface TopLists {
  readonly slowest: TopOperations;
  readonly costliest: TopOperations;
}

type Highest = Pick<TopOperation, 'value' | 'at'>;

/** Highest values of some minutes. */
class Window {
  readonly since: number;
  readonly entries: TopOperation[] = [];
  /** Value that another must exceed to be recorded. */
  least = -1;
  /** Entries by operation, which is the same object while its document is cached. */
  readonly #known = new WeakMap<OperationDefinitionNode, TopOperation>();

  constructor(since: number) {
    this.since = since;
  }

  add(operation: OperationDefinitionNode, text: string, highest: Highest): void {
    const known = this.#known.get(operation) ?? describe(operation, text);
    if (known.value >= highest.value) return;
    const entry = { ...known, ...highest };
    this.#known.set(operation, entry);
    const key = keyOf(entry);
    const at = this.entries.findIndex((other) => keyOf(other) === key);
    if (at < 0) this.entries.push(entry);
    else if ((this.entries[at]?.value ?? -1) < entry.value) this.entries[at] = entry;
    this.entries.sort((one, other) => other.value - one.value).splice(maxOperations);
    if (this.entries.length === maxOperations) this.least = this.entries.at(-1)?.value ?? -1;
  }
}

/** Returns an entry without a value. Its texts are copies, since a part of a text would retain the whole document. */
function describe({ operation: type, name }: OperationDefinitionNode, text: string): TopOperation {
  const id = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return {
    type,
    ...(name && { name: Buffer.from(name.value.slice(0, maxNameLength)).toString() }),
    id: Buffer.from(id).toString(),
    value: -1,
    at: 0,
  };
}

/** A document may have several operations. */
function keyOf({ id, name = '' }: TopOperation): string {
  return `${id} ${name}`;
}
