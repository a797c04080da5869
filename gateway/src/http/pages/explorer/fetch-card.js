// @ts-check
/** @import { TracedFetch, TracedRequest } from '@supergraph/engine' */
/** @import { PlanDrawing } from './plan-tree.js' */
import { element } from './element.js';
import { formatBytes, formatCount, formatMs } from './figures.js';
import { renderBar } from './time-bar.js';

/**
 * One fetch: whom it asks and about what, when, and what came of it.
 * @param {TracedFetch} fetch
 * @param {string | undefined} about where the objects are that it asks about
 * @param {PlanDrawing} drawing
 * @returns {HTMLElement}
 */
export function renderFetch(fetch, about, drawing) {
  const { subgraph, outcome, operation, request } = fetch;
  const head = element('div', { class: 'head' }, drawing.mark(subgraph));
  if (about !== undefined) head.append(element('code', { class: 'about', title: about }, about));
  head.append(
    element('span', { class: 'took' }, request === undefined ? 'skipped' : formatMs(request.durationMs)),
  );
  const card = element('div', { class: `fetch ${outcome}` }, head);
  if (request !== undefined) {
    card.append(renderBar(request.startMs, request.durationMs, drawing.totalMs, drawing.colourOf(subgraph)));
    card.append(element('p', { class: 'figures' }, ...figuresOf(request)));
    if (request.errors) card.append(element('p', { class: 'errors' }, request.errors.join(', ')));
  }
  card.append(
    element(
      'details',
      {},
      element('summary', {}, 'Operation'),
      // It scrolls sideways, which a keyboard can do only where it can come to.
      element('pre', { tabindex: '0', 'aria-label': `Operation for ${subgraph}` }, operation),
    ),
  );
  return card;
}

/**
 * @param {TracedRequest} request
 * @returns {HTMLElement[]}
 */
function figuresOf({ status, bytesSent, bytesReceived, retries, representations }) {
  // It goes into a subgraph of this process, or it went nowhere: the error below says why.
  const withoutStatus = bytesSent === undefined ? 'nothing over HTTP' : 'no answer';
  const figures = [
    status === undefined ? withoutStatus : `HTTP ${status}`,
    bytesSent !== undefined && `${formatBytes(bytesSent)} sent`,
    bytesReceived !== undefined && `${formatBytes(bytesReceived)} received`,
    representations !== undefined &&
      `${formatCount(representations.asked, 'representation')}, ${representations.sent} distinct`,
    retries !== undefined && formatCount(retries, 'retry'),
  ];
  return figures.flatMap((figure) => (figure ? [element('span', {}, figure)] : []));
}
