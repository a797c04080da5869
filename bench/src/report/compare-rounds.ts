/** Round whose CPU per request was measured, in milliseconds. */
interface MeasuredRound {
  readonly cpuMs: number;
}

/** Returns the CPU per request of one part divided by another's, round by round. */
export function divideRounds(
  one: readonly MeasuredRound[] = [],
  other: readonly MeasuredRound[] = [],
): readonly number[] {
  return one.map(({ cpuMs }, at) => cpuMs / (other[at]?.cpuMs ?? Number.NaN));
}

/** Returns the CPU of the round with the least, the closest to an idle machine. */
export function leastCpuOf(rounds: readonly MeasuredRound[]): number {
  return Math.min(...rounds.map(({ cpuMs }) => cpuMs));
}

/** Returns the least and the greatest of some ratios, as a cell of a table. */
export function formatSpread(ratios: readonly number[]): string {
  return `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
}
