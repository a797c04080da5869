import { formatMs } from '../explorer/format.ts';

/** Formats a duration in seconds: `0.42 ms`, `12.3 ms`, `1.24 s`, `> 10 s`; a dash if it is undefined. */
export function formatSeconds(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  if (seconds === Number.POSITIVE_INFINITY) return '> 10 s';
  return formatMs(seconds * 1_000);
}

/** Formats the bound of a bucket: `2.5 ms`, `10 ms`, `1 s`. */
export function formatBound(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  return seconds < 1 ? `${Number((seconds * 1_000).toPrecision(3))} ms` : `${seconds} s`;
}

/** Formats a time that may be long: `42 s`, `12 min`, `3 h`, `5 d`. */
export function formatAge(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** Formats a figure with the digits that matter: `0.05`, `3.2`, `128`, `12,345`. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const digits = value < 1 ? 2 : value < 100 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** Formats a share: `99.2 %`; a dash if there is nothing to share. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : `${formatNumber((100 * part) / whole)} %`;
}
