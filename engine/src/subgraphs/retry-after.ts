/**
 * Reads `Retry-After` (RFC 9110, section 10.2.3) as milliseconds from now. Returns undefined if absent or malformed.
 */
export function readRetryAfter(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
