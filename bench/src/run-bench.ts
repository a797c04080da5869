/** Runs a benchmark as this process. A signal ends it, and so what it has started. A failure is printed, and the exit code is 1. */
export function runBench(bench: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  bench().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
