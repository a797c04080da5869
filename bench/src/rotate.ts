/** Returns a list that starts at another element each round, so that none always follows the same one. */
export function rotate<T>(list: readonly T[], round: number): readonly T[] {
  const first = round % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
