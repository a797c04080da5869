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

  async next(): Promise<IteratorResult<Mapped, undefined>> {
    const { done, value } = await this.#items.next();
    if (done) return { done: true, value: undefined };
    const mapped = this.#map(value);
    return mapped === undefined ? this.return() : { done: false, value: mapped };
  }

  async return(): Promise<IteratorResult<Mapped, undefined>> {
    await this.#items.return?.();
    return { done: true, value: undefined };
  }
}
