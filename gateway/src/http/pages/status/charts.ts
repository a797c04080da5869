import type { Histogram } from '../../../status/status-snapshot.ts';
import { element } from '../explorer/element.ts';
import { formatBound } from './format.ts';
import { countOf } from './history.ts';

/** Creates a line of the last values, from zero. Screen readers skip it, since the latest value is beside it as text. */
export function renderLine(values: readonly number[]): Element {
  const [width, height] = [120, 24];
  const highest = Math.max(...values, Number.MIN_VALUE);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map(
    (value, at) => `${(at * step).toFixed(1)},${(height - (value / highest) * (height - 2) - 1).toFixed(1)}`,
  );
  const svg = shape('svg', {
    class: 'line',
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  svg.append(shape('polyline', { points: points.join(' ') }));
  return svg;
}

/** Creates a bar for each bucket of a histogram, from the first to the last one with values. */
export function renderHistogram(histogram: Histogram): Element {
  const { bounds, counts } = histogram;
  const total = countOf(histogram);
  const highest = Math.max(...counts, 1);
  const [first, last] = [counts.findIndex((count) => count > 0), counts.findLastIndex((count) => count > 0)];
  const rows = counts.slice(first, last + 1).map((count, index) => {
    const bound = bounds[first + index];
    const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.inlineSize = `${(100 * count) / highest}%`;
    const label = bound === undefined ? `> ${formatBound(bounds.at(-1))}` : `≤ ${formatBound(bound)}`;
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, label),
      element('td', { class: 'bars' }, bar),
      element('td', { class: 'number' }, `${((100 * count) / total).toFixed(1)} %`),
    );
  });
  const head = element(
    'tr',
    {},
    ...['Duration', '', 'Share'].map((text) =>
      element(text === '' ? 'td' : 'th', text === '' ? {} : { scope: 'col' }, text),
    ),
  );
  return element('table', { class: 'histogram' }, element('thead', {}, head), element('tbody', {}, ...rows));
}

function shape(tag: string, attributes: Readonly<Record<string, string>>): Element {
  const created = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  return created;
}
