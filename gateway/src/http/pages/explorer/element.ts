import { element } from '@supergraph/service-kit/pages/explorer/element.ts';

export { element };

/**
 * Creates a bar for a span of the total time, in a colour class. Screen readers skip it, since the figures are beside it as
 * text.
 */
export function renderBar(
  { startMs, durationMs }: { readonly startMs: number; readonly durationMs: number },
  totalMs: number,
  colour: string,
): HTMLElement {
  const bar = element('span', { class: colour });
  const share = (ms: number) => `${Math.min(100, (100 * ms) / (totalMs || 1)).toFixed(2)}%`;
  bar.style.marginInlineStart = `min(${share(startMs)}, 100% - 2px)`;
  bar.style.width = share(durationMs);
  return element('div', { class: 'time', 'aria-hidden': 'true' }, bar);
}
