/** Rounds milliseconds to the microsecond, beyond which a clock is noise. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
