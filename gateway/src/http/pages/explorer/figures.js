// @ts-check

/**
 * @param {number} ms
 * @returns {string} as in `0.42 ms`, `12.3 ms` or `1.24 s`
 */
export function formatMs(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
}

/**
 * @param {number} bytes
 * @returns {string} as in `312 B` or `1.2 kB`
 */
export function formatBytes(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * @param {number} count
 * @param {string} thing in the singular, whose plural has an s
 * @returns {string} as in `1 fetch` or `3 retries`
 */
export function formatCount(count, thing) {
  const plural = thing.replace(/y$/, 'ie').replace(/ch$/, 'che');
  return `${count} ${count === 1 ? thing : `${plural}s`}`;
}
