/** Rounds that do not count, until V8 has compiled what is hot: one in which CPU a request falls no more, or eight. */
export async function warmUp(measure: () => Promise<{ readonly cpuMs: number }>): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round += 1) {
    const { cpuMs } = await measure();
    if (cpuMs > before * 0.95) return;
    before = cpuMs;
  }
}
