import { element } from '../explorer/element.ts';

/** Cell of a table. */
export type Cell =
  | string
  | { readonly text: string; readonly badge?: string; readonly isCode?: boolean; readonly isQuiet?: boolean }
  | { readonly number: string; readonly isBad?: boolean };

/** Maximum number of columns that fit on a narrow screen. The rows of wider tables become blocks there. */
const maxNarrowColumns = 3;

/** Creates a table. Columns of numbers are aligned to their end. Without rows it is a sentence. */
export function renderTable(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  empty: string,
): Element {
  if (rows.length === 0) return element('p', { class: 'nothing' }, empty);
  const isNumber = (at: number): boolean => rows.some((row) => Object.hasOwn(Object(row[at]), 'number'));
  const head = titles.map((title, at) =>
    element('th', { scope: 'col', ...(isNumber(at) && { class: 'number' }) }, title),
  );
  const body = rows.map(([name = '', ...cells]) =>
    element(
      'tr',
      {},
      fill(element('th', { scope: 'row' }), name),
      ...cells.map((cell, at) => fill(element('td', { 'data-title': titles[at + 1] ?? '' }), cell)),
    ),
  );
  return element(
    'table',
    titles.length > maxNarrowColumns ? { class: 'wide' } : {},
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
}

function fill(place: HTMLElement, cell: Cell): HTMLElement {
  if (typeof cell === 'string') place.append(cell);
  else if ('number' in cell) {
    place.className = cell.isBad ? 'number bad' : 'number';
    place.append(cell.number);
  } else if (cell.badge !== undefined)
    place.append(element('span', { class: `badge ${cell.badge}` }, cell.text));
  else {
    if (cell.isQuiet) place.className = 'quiet';
    place.append(cell.isCode ? element('code', {}, cell.text) : cell.text);
  }
  return place;
}
