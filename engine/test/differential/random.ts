/** A stream of random numbers that a seed determines, so that a failing case can be repeated. */
export interface Random {
  /** Returns a number from 0 up to, and excluding, `end`. */
  below(end: number): number;
  /** Returns true for the given share of the calls, from 0 to 1. */
  chance(share: number): boolean;
  /** Returns one of `choices`. Throws for an empty list. */
  pick<Choice>(choices: readonly Choice[]): Choice;
}

/** Creates the generator "mulberry32", which has 32 bits of state. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (end) => Math.floor(next() * end),
    chance: (share) => next() < share,
    pick(choices) {
      const choice = choices[Math.floor(next() * choices.length)];
      if (choice === undefined) throw new Error('A choice needs at least one candidate, got none');
      return choice;
    },
  };
}
