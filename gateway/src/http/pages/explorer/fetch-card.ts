import type { TracedFetch, TracedRequest } from '@supergraph/engine';
import { element } from './element.ts';
import { formatBytes, formatCount, formatMs } from './figures.ts';
import type { SubgraphMarks } from './subgraph-marks.ts';
import { renderBar } from './time-bar.ts';

/** Settings of the drawing of a plan. */
export interface PlanDrawing extends SubgraphMarks {
  /** Time that the full width of a bar stands for. */
  readonly totalMs: number;
}

/** Creates the card of one fetch. `about` is the path of its entities, if it is an entity fetch. */
export function renderFetch(
  fetch: TracedFetch,
  about: string | undefined,
  drawing: PlanDrawing,
): HTMLElement {
  const { subgraph, outcome, operation, request } = fetch;
  const head = element('div', { class: 'head' }, drawing.mark(subgraph));
  if (about !== undefined) head.append(element('code', { class: 'about', title: about }, about));
  head.append(
    element('span', { class: 'took' }, request === undefined ? 'skipped' : formatMs(request.durationMs)),
  );
  const card = element('div', { class: `fetch ${outcome}` }, head);
  if (request !== undefined) {
    card.append(renderBar({ ...request, totalMs: drawing.totalMs }, drawing.colourOf(subgraph)));
    card.append(element('p', { class: 'figures' }, ...figuresOf(request)));
    if (request.errors) card.append(element('p', { class: 'errors' }, request.errors.join(', ')));
  }
  // It scrolls sideways, which needs focus to work by keyboard.
  const text = element('pre', { tabindex: '0', 'aria-label': `Operation for ${subgraph}` }, operation);
  card.append(element('details', {}, element('summary', {}, 'Operation'), text));
  return card;
}

function figuresOf(request: TracedRequest): readonly HTMLElement[] {
  const { status, bytesSent, bytesReceived, retries, representations } = request;
  // Without bytes sent, the subgraph runs in this process, or the request failed before it was sent.
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
