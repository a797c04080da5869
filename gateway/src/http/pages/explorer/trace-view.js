// @ts-check
/** @import { QueryTrace } from '@supergraph/engine' */
import { element } from './element.js';
import { fetchesOf } from './fetches-of.js';
import { renderFields } from './field-list.js';
import { formatBytes, formatCount, formatMs } from './figures.js';
import { renderPlan } from './plan-tree.js';
import { createSubgraphMarks } from './subgraph-marks.js';
import { renderBar } from './time-bar.js';

/**
 * All that is shown of a trace.
 * @param {QueryTrace} trace
 * @returns {HTMLElement[]}
 */
export function renderTrace(trace) {
  const { plan, fields, ms } = trace;
  const marks = createSubgraphMarks(trace);
  const shown = [element('p', { class: 'summary', role: 'status' }, summaryOf(trace)), renderPlanning(trace)];
  shown.push(
    plan === null ? element('p', {}, 'No subgraph was needed.') : renderPlan(plan, { ...marks, totalMs: ms }),
  );
  if (fields.length > 0)
    shown.push(
      element('h2', { id: 'fields-title' }, 'Who answered which field'),
      renderFields(fields, marks.mark),
    );
  return shown;
}

/** @param {QueryTrace} trace */
function summaryOf({ ms, plan }) {
  const requests = fetchesOf(plan).flatMap(({ request }) => request ?? []);
  const bytes = requests.reduce(
    (sum, { bytesSent = 0, bytesReceived = 0 }) => sum + bytesSent + bytesReceived,
    0,
  );
  const parts = [`${formatMs(ms)} in all`, formatCount(requests.length, 'fetch')];
  if (bytes > 0) parts.push(`${formatBytes(bytes)} to and from subgraphs`);
  return parts.join(' · ');
}

/** @param {QueryTrace} trace */
function renderPlanning({ ms, planning }) {
  const took = planning.cached ? 'from the cache' : formatMs(planning.ms);
  const head = element(
    'div',
    { class: 'head' },
    element('span', {}, 'Planning'),
    element('span', { class: 'took' }, took),
  );
  const card = element('div', { class: 'planning' }, head);
  if (!planning.cached) card.append(renderBar(0, planning.ms, ms, 'gateway'));
  return card;
}
