import type { QueryTrace } from '@supergraph/engine';
import { element, renderBar } from './element.ts';
import { formatBytes, formatCount, formatMs } from './format.ts';
import { renderPlan } from './plan-tree.ts';
import { createSubgraphColours, fetchesOf, type SubgraphColours } from './subgraph-colours.ts';

/** Result that a trace belongs to. */
export interface TracedResult {
  /** Name in an answer of several results, such as `Event 3`; undefined for a whole answer. */
  readonly name: string | undefined;
  /** Whether deferred parts follow. */
  readonly hasNext: boolean;
}

/** Creates the elements that show a trace: summary, planning, plan and fields. */
export function renderTrace(trace: QueryTrace, { name, hasNext }: TracedResult): readonly HTMLElement[] {
  const { plan, fields, ms } = trace;
  const marks = createSubgraphColours(trace);
  const shownPlan =
    plan === null
      ? element('p', {}, 'No subgraph was needed.')
      : renderPlan(plan, { ...marks, totalMs: ms, hasNext });
  const shown = [renderSummary(trace, name), renderPlanning(trace), shownPlan];
  if (fields.length === 0) return shown;
  const title = element('h2', { id: 'fields-title' }, 'Subgraphs by field');
  return [...shown, title, renderFields(fields, marks.mark)];
}

function renderSummary({ ms, plan }: QueryTrace, name: string | undefined): HTMLElement {
  const requests = fetchesOf(plan).flatMap(({ request }) => request ?? []);
  const bytes = requests.reduce(
    (sum, { bytesSent = 0, bytesReceived = 0 }) => sum + bytesSent + bytesReceived,
    0,
  );
  const parts = [...(name ? [name] : []), `${formatMs(ms)} in all`, formatCount(requests.length, 'fetch')];
  if (bytes > 0) parts.push(`${formatBytes(bytes)} to and from subgraphs`);
  return element('p', { class: 'summary', role: 'status' }, parts.join(' · '));
}

function renderPlanning({ ms, planning }: QueryTrace): HTMLElement {
  const took = planning.cached ? 'from the cache' : formatMs(planning.ms);
  const head = element(
    'div',
    { class: 'head' },
    element('span', {}, 'Planning'),
    element('span', { class: 'took' }, took),
  );
  const card = element('div', { class: 'planning' }, head);
  if (!planning.cached) card.append(renderBar({ startMs: 0, durationMs: planning.ms }, ms, 'gateway'));
  return card;
}

/** Creates a table of the client's fields, indented by depth, and the subgraphs that answered each. */
function renderFields(fields: QueryTrace['fields'], mark: SubgraphColours['mark']): HTMLElement {
  const rows = fields.map(({ path, subgraphs }) => {
    const name = element('th', { scope: 'row', title: path.join('.') }, path.at(-1) ?? '');
    name.style.paddingInlineStart = `${path.length - 1}em`;
    const answered = subgraphs.length > 0 ? subgraphs.map(mark) : [element('em', {}, 'none')];
    return element('tr', {}, name, element('td', {}, ...answered));
  });
  const titles = ['Field', 'Answered by'].map((title) => element('th', { scope: 'col' }, title));
  const head = element('thead', {}, element('tr', {}, ...titles));
  return element('table', {}, head, element('tbody', {}, ...rows));
}
