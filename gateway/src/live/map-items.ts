/**
 * Maps each item of a source. An item that becomes undefined ends both. Ending the iteration also ends the source, even
 * while it waits for the next item.
 */
export function mapItems<Item, Mapped>(
  source: AsyncIterable<Item>,
  map: (item: Item) => Mapped | undefined,
): AsyncIterable<Mapped> {
  return {
    [Symbol.asyncIterator]() {
      const items = source[Symbol.asyncIterator]();
      const end = async (): Promise<IteratorResult<Mapped, undefined>> => {
        await items.return?.();
        return { done: true, value: undefined };
      };
      return {
        async next() {
          const { done, value } = await items.next();
          if (done) return { done: true, value: undefined };
          const mapped = map(value);
          return mapped === undefined ? end() : { done: false, value: mapped };
        },
        return: end,
      };
    },
  };
}
