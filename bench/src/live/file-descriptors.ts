import { readFileSync } from 'node:fs';

/**
 * Throws if a process may open too few files: the gateway needs one for each client, and one for each subscription to the
 * subgraph. Node raises the soft limit to the hard one by itself.
 */
export function checkFileDescriptors(subscribers: number): void {
  const limit = readHardLimit();
  const needed = 2 * subscribers + 500;
  if (limit < needed)
    throw new Error(
      `${subscribers} subscribers need ${needed} file descriptors, but the hard limit is ${limit}. Raise it ("ulimit -Hn ${needed}" as root), or pass a smaller --subscribers.`,
    );
}

/** Reads the hard limit where the system shows it. */
function readHardLimit(): number {
  try {
    const [, hard] = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return hard === undefined ? Number.POSITIVE_INFINITY : Number(hard);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
