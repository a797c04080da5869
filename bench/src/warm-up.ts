/** Runs rounds that do not count until CPU per request stops falling, at most eight: V8 has compiled the hot code then. */
export async function warmUp(measure: () => Promise<{ readonly cpuMs: number }>): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round += 1) {
    const { cpuMs } = await measure();
    if (cpuMs > before * 0.95) return;
    before = cpuMs;
  }
}
