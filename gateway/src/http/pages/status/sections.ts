import type {
  Histogram,
  StatusSnapshot,
  SubgraphStatus,
  TopOperation,
} from '../../../status/status-snapshot.ts';
import { element } from '../explorer/element.ts';
import { formatBytes } from '../explorer/format.ts';
import { renderHistogram } from './charts.ts';
import { formatAge, formatNumber, formatSeconds, formatShare } from './format.ts';
import { type Change, countOf, type History, quantileOf } from './history.ts';
import { type Cell, renderTable } from './tables.ts';

/** Section of the page. */
interface Section {
  readonly title: string;
  readonly about: string;
  readonly render: (history: History) => Element;
}

/** Sections of the page, in their order. */
export const sections: readonly Section[] = [
  {
    title: 'Latency',
    about: 'Requests by duration, in the last minute.',
    render: (history) => renderDurations(history.recent().histogram(({ requests }) => requests.duration)),
  },
  {
    title: 'Subgraphs',
    about: 'Requests of the gateway, with waits and retries.',
    render: (history) => renderSubgraphs(history),
  },
  { title: 'Errors', about: 'Errors that clients received.', render: (history) => renderErrors(history) },
  {
    title: 'Answers',
    about: 'HTTP statuses.',
    render: (history) => renderCounts(history, 'Status', ({ requests }) => requests.byStatus),
  },
  {
    title: 'Slowest operations',
    about: 'Highest durations of the last 5 to 10 minutes.',
    render: (history) => renderTop(history.latest()?.slowest, 'Duration', (ms) => formatSeconds(ms / 1_000)),
  },
  {
    title: 'Most expensive operations',
    about: 'Highest estimated costs of the last 5 to 10 minutes.',
    render: (history) => renderTop(history.latest()?.costliest, 'Cost', formatNumber),
  },
  {
    title: 'Planning',
    about: 'Operations whose plan was cached, and those that were planned.',
    render: (history) => renderPlanning(history),
  },
  {
    title: 'Subscriptions',
    about: 'Results, and ends by reason.',
    render: (history) => renderSubscriptions(history),
  },
  { title: 'Events', about: 'Events between services.', render: (history) => renderEvents(history) },
  { title: 'Processes', about: 'CPU, memory and databases.', render: (history) => renderProcesses(history) },
];

function renderDurations(histogram: Histogram): Element {
  return countOf(histogram) === 0 ? nothing('No requests.') : renderHistogram(histogram);
}

function renderSubgraphs(history: History): Element {
  const recent = history.recent();
  const rows = (history.latest()?.subgraphs ?? []).map(({ name, breaker = 'none' }): readonly Cell[] => {
    const of = (snapshot: StatusSnapshot): SubgraphStatus | undefined =>
      snapshot.subgraphs.find((other) => other.name === name);
    const duration = recent.histogram((snapshot) => of(snapshot)?.duration);
    const failures = recent.grow((snapshot) => of(snapshot)?.failures);
    return [
      name,
      { text: breaker, badge: breaker },
      { number: formatNumber(recent.rate((snapshot) => countOf(of(snapshot)?.duration))) },
      { number: formatSeconds(quantileOf(duration, 0.5)) },
      { number: formatSeconds(quantileOf(duration, 0.95)) },
      { number: formatNumber(failures), isBad: failures > 0 },
      { number: formatNumber(recent.grow((snapshot) => of(snapshot)?.retries)) },
    ];
  });
  return renderTable(
    ['Subgraph', 'Circuit breaker', '1/s', 'Median', '95 %', 'Failures', 'Retries'],
    rows,
    'No requests to subgraphs.',
  );
}

function renderErrors(history: History): Element {
  const recent = history.recent();
  const rows = (history.latest()?.errors ?? [])
    .map(({ code, subgraph, count }) => {
      const isSame = (other: { readonly code: string; readonly subgraph?: string }) =>
        other.code === code && other.subgraph === subgraph;
      const added = recent.grow(({ errors }) => errors.find(isSame)?.count);
      return { code, subgraph, count, added };
    })
    .sort((one, other) => other.added - one.added || other.count - one.count)
    .map(({ code, subgraph = '–', count, added }): readonly Cell[] => [
      { text: code, isCode: true },
      subgraph,
      { number: formatNumber(added), isBad: added > 0 },
      { number: formatNumber(count) },
    ]);
  return renderTable(['Code', 'Subgraph', 'Last minute', 'Since the start'], rows, 'No errors.');
}

function renderCounts(
  history: History,
  name: string,
  read: (snapshot: StatusSnapshot) => Readonly<Record<string, number>>,
): Element {
  const latest = history.latest();
  const recent = history.recent();
  const rows = Object.entries(latest === undefined ? {} : read(latest)).map(
    ([key, count]): readonly Cell[] => [
      key,
      { number: formatNumber(recent.grow((snapshot) => read(snapshot)[key])) },
      { number: formatNumber(count) },
    ],
  );
  return renderTable([name, 'Last minute', 'Since the start'], rows, 'None.');
}

function renderTop(
  operations: readonly TopOperation[] = [],
  figure: string,
  format: (value: number) => string,
): Element {
  const rows = operations.map(({ type, name, id, value, at }): readonly Cell[] => [
    { text: name ?? 'anonymous', isQuiet: name === undefined },
    type,
    { number: format(value) },
    { number: new Date(at).toLocaleTimeString() },
    { text: id, isCode: true },
  ]);
  return renderTable(['Operation', 'Type', figure, 'At', 'SHA-256'], rows, 'No operations.');
}

function renderPlanning(history: History): Element {
  const recent = history.recent();
  const [hits, misses] = [
    recent.grow(({ planning }) => planning.hits),
    recent.grow(({ planning }) => planning.misses),
  ];
  const planning = recent.histogram(({ planning: { duration } }) => duration);
  const cost = recent.histogram(({ operations }) => operations.cost);
  return renderFigures([
    ['Plans from the cache', formatShare(hits, hits + misses)],
    ['Planned in the last minute', formatNumber(misses)],
    ['Median of planning', formatSeconds(quantileOf(planning, 0.5))],
    ['95 % are planned within', formatSeconds(quantileOf(planning, 0.95))],
    ['Mean cost', countOf(cost) === 0 ? '–' : formatNumber(cost.sum / countOf(cost))],
  ]);
}

function renderSubscriptions(history: History): Element {
  const { open = 0 } = history.latest()?.subscriptions ?? {};
  const delivered = history.recent().rate(({ subscriptions }) => subscriptions.delivered);
  return element(
    'div',
    {},
    renderFigures([
      ['Open', formatNumber(open)],
      ['Results a second', formatNumber(delivered)],
    ]),
    renderCounts(history, 'End', ({ subscriptions }) => subscriptions.ended),
  );
}

function renderEvents(history: History): Element {
  const { outboxes = [], consumers = [] } = history.latest() ?? {};
  if (outboxes.length + consumers.length === 0)
    return nothing(
      'No figures of events. Start the graph with “npm start -- --observe”, or set STATUS_SOURCES.',
    );
  return element(
    'div',
    {},
    renderTable(
      ['Outbox', 'Reader', 'Unread', 'Oldest'],
      outboxes.map(({ service, reader, unread, oldestSeconds }) => [
        service,
        reader,
        { number: formatNumber(unread) },
        { number: formatAge(oldestSeconds) },
      ]),
      'No outbox has a reader.',
    ),
    renderTable(
      ['Service', 'Consumer', 'Delay', 'Retrying', 'Waiting', 'Dead'],
      consumers.map(({ service, consumer, delaySeconds, retrying, waiting, dead }) => [
        service,
        consumer,
        { number: formatSeconds(delaySeconds) },
        { number: formatNumber(retrying), isBad: retrying > 0 },
        { number: formatNumber(waiting), isBad: waiting > 0 },
        { number: formatNumber(dead), isBad: dead > 0 },
      ]),
      'No consumers.',
    ),
  );
}

function renderProcesses(history: History): Element {
  const recent = history.recent();
  const rows = (history.latest()?.processes ?? []).map(({ name, figures }): readonly Cell[] => {
    if (figures === undefined) return [name, { text: 'unreachable', badge: 'open' }, '', '', '', '', ''];
    const { memoryBytes, uptimeSeconds, connections } = figures;
    return [
      name,
      { number: formatCpu(recent, name) },
      { number: formatBytes(memoryBytes) },
      { number: formatAge(uptimeSeconds) },
      { number: connections === undefined ? '–' : `${connections.used} of ${connections.max}` },
      {
        number: connections === undefined ? '–' : formatNumber(connections.waiting),
        isBad: (connections?.waiting ?? 0) > 0,
      },
      { number: formatSeconds(quantileOf(statementsOf(recent, name), 0.95)) },
    ];
  });
  return renderTable(
    ['Process', 'CPU', 'Memory', 'Uptime', 'Connections', 'Waiting', 'SQL 95 %'],
    rows,
    'No processes.',
  );
}

/** Returns the share of one core, or a dash while the process was not measured for the whole time. */
function formatCpu(recent: Change, name: string): string {
  const read = ({ processes }: StatusSnapshot) =>
    processes.find((measured) => measured.name === name)?.figures?.cpuSeconds;
  return recent.spans(read) && recent.seconds > 0 ? formatShare(recent.rate(read), 1) : '–';
}

function statementsOf(recent: Change, name: string): Histogram {
  return recent.histogram(
    ({ processes }) => processes.find((measured) => measured.name === name)?.figures?.statements,
  );
}

function renderFigures(figures: readonly (readonly [label: string, value: string])[]): Element {
  return element(
    'dl',
    {},
    ...figures.map(([label, value]) =>
      element('div', {}, element('dt', {}, label), element('dd', {}, value)),
    ),
  );
}

function nothing(text: string): Element {
  return element('p', { class: 'nothing' }, text);
}
