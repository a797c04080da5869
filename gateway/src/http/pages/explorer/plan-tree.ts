import type { TracedFetch, TracedRequest, TraceNode } from '@supergraph/engine';
import { element, renderBar } from './element.ts';
import { formatBytes, formatCount, formatMs } from './format.ts';
import type { SubgraphColours } from './subgraph-colours.ts';

export interface PlanDrawing extends SubgraphColours {
  /** Time that the full width of a bar stands for. */
  readonly totalMs: number;
  /** Whether deferred parts follow, whose requests may not be sent yet. */
  readonly hasNext: boolean;
}

/** Creates nested lists of the steps of a plan. */
export function renderPlan(node: TraceNode, drawing: PlanDrawing): HTMLElement {
  return element('ul', { class: 'plan' }, renderNode(node, drawing));
}

function renderNode(node: TraceNode, drawing: PlanDrawing): HTMLElement {
  switch (node.kind) {
    case 'Fetch':
      return element('li', {}, renderFetch(node, undefined, drawing));
    case 'Sequence':
      return renderSteps('One after the other', 'ol', node.nodes, drawing);
    case 'Parallel':
      return renderSteps('At the same time', 'ul', node.nodes, drawing);
    case 'Flatten':
      if (node.node.kind === 'Fetch')
        return element('li', {}, renderFetch(node.node, pathText(node.path), drawing));
      return renderSteps(`For ${pathText(node.path)}`, 'ul', [node.node], drawing);
    case 'Condition':
      return renderCondition(node, drawing);
    case 'Defer':
      return renderDefer(node, drawing);
  }
}

function renderSteps(
  title: string,
  list: 'ol' | 'ul',
  nodes: readonly TraceNode[],
  drawing: PlanDrawing,
): HTMLElement {
  const steps = nodes.map((node) => renderNode(node, drawing));
  return element('li', {}, element('p', { class: 'step' }, title), element(list, {}, ...steps));
}

function renderCondition(
  { variable, value, ifTrue, ifFalse }: Extract<TraceNode, { readonly kind: 'Condition' }>,
  drawing: PlanDrawing,
): HTMLElement {
  const drawn = [ifTrue, ifFalse].flatMap((branch, index) => {
    if (branch === undefined) return [];
    const wanted = index === 0;
    const title = `If $${variable} is ${wanted}${wanted === value ? '' : ` (it is ${value})`}`;
    return renderSteps(title, 'ul', [branch], drawing);
  });
  return drawn.length === 1 && drawn[0] ? drawn[0] : element('li', {}, element('ul', {}, ...drawn));
}

function renderDefer(
  { primary, deferred }: Extract<TraceNode, { readonly kind: 'Defer' }>,
  drawing: PlanDrawing,
): HTMLElement {
  const later = deferred.flatMap(({ path, label, node }) => {
    const name = [label, pathText(path)].filter(Boolean).join(' at ');
    return node ? renderSteps(`Deferred: ${name || 'the query'}`, 'ul', [node], drawing) : [];
  });
  const first = primary === undefined ? [] : [renderNode(primary, drawing)];
  return element(
    'li',
    {},
    element('p', { class: 'step' }, 'First, followed by the deferred parts'),
    element('ul', {}, ...first, ...later),
  );
}

/** Formats a path of the plan: `orders.nodes[].customer`. */
function pathText(path: readonly string[]): string {
  return path.join('.').replaceAll('.@', '[]');
}

/** Creates the card of one fetch. `about` is the path of its entities, if it is an entity fetch. */
function renderFetch(fetch: TracedFetch, about: string | undefined, drawing: PlanDrawing): HTMLElement {
  const { subgraph, outcome, operation, request } = fetch;
  const head = element('div', { class: 'head' }, drawing.mark(subgraph));
  if (about !== undefined) head.append(element('code', { class: 'about', title: about }, about));
  const unsent = drawing.hasNext ? 'not sent yet' : 'skipped';
  head.append(
    element('span', { class: 'took' }, request === undefined ? unsent : formatMs(request.durationMs)),
  );
  const card = element('div', { class: `fetch ${outcome}` }, head);
  if (request !== undefined) {
    card.append(renderBar(request, drawing.totalMs, drawing.colourOf(subgraph)));
    card.append(element('p', { class: 'figures' }, ...figuresOf(fetch, request)));
    if (request.errors) card.append(element('p', { class: 'errors' }, request.errors.join(', ')));
  }
  // It scrolls sideways, which needs focus to work by keyboard.
  const text = element('pre', { tabindex: '0', 'aria-label': `Operation for ${subgraph}` }, operation);
  card.append(element('details', {}, element('summary', {}, 'Operation'), text));
  return card;
}

function figuresOf({ operation, outcome }: TracedFetch, request: TracedRequest): readonly HTMLElement[] {
  const { status, bytesSent, bytesReceived, retries, representations, cache } = request;
  const figures = [
    status === undefined ? withoutStatus() : `HTTP ${status}`,
    bytesSent !== undefined && `${formatBytes(bytesSent)} sent`,
    bytesReceived !== undefined && `${formatBytes(bytesReceived)} received`,
    representations !== undefined &&
      `${formatCount(representations.asked, 'representation')}, ${representations.sent} distinct`,
    retries !== undefined && formatCount(retries, 'retry'),
    cache !== undefined && cacheText(cache),
  ];
  return figures.flatMap((figure) => (figure ? [element('span', {}, figure)] : []));

  function withoutStatus(): string {
    if (outcome === 'pending') return 'in flight';
    if (cache?.misses === 0) return 'nothing sent';
    if (operation.startsWith('subscription')) return 'an event';
    // Without bytes sent, the subgraph runs in this process, or the request failed before it was sent.
    return bytesSent === undefined ? 'nothing over HTTP' : 'no answer';
  }
}

/** Describes the part of a cache: `2 of 3 from the cache, up to 40 s old`. */
function cacheText({ hits, misses, stale, ageSeconds }: NonNullable<TracedRequest['cache']>): string {
  const share = `${hits} of ${hits + misses} from the cache`;
  if (hits === 0) return share;
  return `${share}, up to ${ageSeconds} s old${stale > 0 ? `, ${stale} stale` : ''}`;
}
