/**
 * Returns the start time of a process, which distinguishes it from every other process with the same id.
 * Returns undefined if no such process runs. A zombie counts as gone.
 */
export function readProcessIdentity(pid: number): string | undefined;
