/** Formats a duration: `0.42 ms`, `12.3 ms`, `1.24 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
}

/** Formats a size: `312 B`, `1.2 kB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Formats a count with a regular English noun, given in the singular: `1 fetch`, `3 retries`. */
export function formatCount(count: number, noun: string): string {
  const plural = noun.replace(/y$/, 'ie').replace(/ch$/, 'che');
  return `${count} ${count === 1 ? noun : `${plural}s`}`;
}
