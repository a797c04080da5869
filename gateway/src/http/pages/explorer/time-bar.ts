import { element } from './element.ts';

/** A span of time within the whole. */
export interface TimeSpan {
  readonly startMs: number;
  readonly durationMs: number;
  readonly totalMs: number;
}

/** Creates a bar in a colour class. Screen readers skip it, since the figures are beside it as text. */
export function renderBar({ startMs, durationMs, totalMs }: TimeSpan, colour: string): HTMLElement {
  const bar = element('span', { class: colour });
  const share = (ms: number) => `${Math.min(100, (100 * ms) / (totalMs || 1)).toFixed(2)}%`;
  bar.style.marginInlineStart = `min(${share(startMs)}, 100% - 2px)`;
  bar.style.width = share(durationMs);
  return element('div', { class: 'time', 'aria-hidden': 'true' }, bar);
}
