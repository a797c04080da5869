/**
 * What tells a live process from every other that had or will have its id: the time it started.
 * Undefined when no such process runs; a zombie counts as gone.
 */
export function readProcessIdentity(pid: number): string | undefined;
