/** Milliseconds to the microsecond: what a clock says beyond that is noise. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
