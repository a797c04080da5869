// @ts-check
/** @import { QueryTrace } from '@supergraph/engine' */
/** @import { MarkSubgraph } from './subgraph-marks.js' */
import { element } from './element.js';

/**
 * The client's fields as a table, each inside the one that it belongs to, with who answered it.
 * @param {QueryTrace['fields']} fields
 * @param {MarkSubgraph} mark
 * @returns {HTMLElement}
 */
export function renderFields(fields, mark) {
  const rows = fields.map(({ path, subgraphs }) => {
    const name = element('th', { scope: 'row', title: path.join('.') }, path.at(-1) ?? '');
    name.style.paddingInlineStart = `${path.length - 1}em`;
    const answered = subgraphs.length > 0 ? subgraphs.map(mark) : [element('em', {}, 'nobody')];
    return element('tr', {}, name, element('td', {}, ...answered));
  });
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, 'Field'),
    element('th', { scope: 'col' }, 'Answered by'),
  );
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
}
