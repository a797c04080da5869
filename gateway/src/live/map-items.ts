/**
 * Maps each item of a source. An item that becomes undefined ends both. Ending the iteration also ends the source, even
 * while it waits for the next item.
 */
export function mapItems<Item, Mapped>(
  source: AsyncIterable<Item>,
  map: (item: Item) => Mapped | undefined,
): AsyncIterable<Mapped> {
  return { [Symbol.asyncIterator]: () => new MappedItems(source[Symbol.asyncIterator](), map) };
}

class MappedItems<Item, Mapped> implements AsyncIterator<Mapped, undefined, undefined> {
  readonly #items: AsyncIterator<Item>;
  readonly #map: (item: Item) => Mapped | undefined;

  constructor(items: AsyncIterator<Item>, map: (item: Item) => Mapped | undefined) {
    this.#items = items;
    this.#map = map;
  }

  next(): Promise<IteratorResult<Mapped, undefined>> {
    return this.#items.next().then(this.#mapStep);
  }

  async return(): Promise<IteratorResult<Mapped, undefined>> {
    await this.#items.return?.();
    return { done: true, value: undefined };
  }

  /** One function for all items, because the frame of an asynchronous one would be kept while it waits. */
  readonly #mapStep = ({ done, value }: IteratorResult<Item>) => {
    if (done) return { done: true, value: undefined } as const;
    const mapped = this.#map(value);
    return mapped === undefined ? this.return() : { done: false as const, value: mapped };
  };
}

/**
 * Puts an item before those of a source. Ending the iteration also ends the source, even before its first item, which a
 * generator would not do.
 */
export function prependItem<Item>(first: Item, source: AsyncIterable<Item>): AsyncIterable<Item> {
  return {
    [Symbol.asyncIterator]() {
      const items = source[Symbol.asyncIterator]();
      let isBegun = false;
      return {
        next() {
          if (isBegun) return items.next();
          isBegun = true;
          return Promise.resolve({ done: false, value: first });
        },
        async return() {
          isBegun = true;
          await items.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
