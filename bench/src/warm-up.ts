/** Least duration of a warm-up. After one second, three processes still needed a third more CPU than later. */
const leastMs = 5_000;

/**
 * Runs rounds that do not count, for five seconds and until CPU per request stops falling, at most eight of them after
 * that: V8 has compiled the hot code then.
 */
export async function warmUp(measure: () => Promise<{ readonly cpuMs: number }>): Promise<void> {
  const end = performance.now() + leastMs;
  let before = Number.POSITIVE_INFINITY;
  let after = 0;
  while (after < 8) {
    const { cpuMs } = await measure();
    const isWarm = performance.now() >= end;
    if (isWarm && cpuMs > before * 0.95) return;
    if (isWarm) after += 1;
    before = cpuMs;
  }
}
