import type { StatusSnapshot } from '../../../status/status-snapshot.ts';
import { element } from '../explorer/element.ts';
import { renderLine } from './charts.ts';
import { formatNumber, formatSeconds, formatShare } from './format.ts';
import { type Change, type History, quantileOf, totalOf } from './history.ts';

/** Creates the tiles with the figures to look at first. */
export function renderTiles(history: History): readonly HTMLElement[] {
  const latest = history.latest();
  if (latest === undefined) return [];
  const recent = history.recent();
  const [all, failed] = [recent.grow(requestCount), recent.grow(failureCount)];
  const isFailing = failed > all / 100;
  const requests = recent.histogram(durationOf);
  return [
    renderTile(
      'Requests a second',
      formatNumber(recent.rate(requestCount)),
      history.series((change) => change.rate(requestCount)),
    ),
    renderTile(
      'Requests with errors',
      formatShare(failed, all),
      history.series((change) => change.grow(failureCount)),
      isFailing,
    ),
    renderTile('Median duration', formatSeconds(quantileOf(requests, 0.5)), history.series(quantileIn(0.5))),
    renderTile(
      '95 % are faster than',
      formatSeconds(quantileOf(requests, 0.95)),
      history.series(quantileIn(0.95)),
    ),
    renderTile(
      'Median without subgraphs',
      formatSeconds(
        quantileOf(
          recent.histogram(({ requests: { overhead } }) => overhead),
          0.5,
        ),
      ),
    ),
    renderTile('Requests in flight', formatNumber(latest.requests.inFlight)),
    renderTile('Open subscriptions', formatNumber(latest.subscriptions.open)),
  ];
}

function renderTile(label: string, value: string, line?: readonly number[], isBad = false): HTMLElement {
  return element(
    'li',
    { ...(isBad && { class: 'bad' }) },
    element('span', { class: 'label' }, label),
    element('strong', {}, value),
    ...(line === undefined ? [] : [renderLine(line)]),
  );
}

function requestCount({ requests }: StatusSnapshot): number {
  return totalOf(requests.byStatus);
}

function durationOf({ requests }: StatusSnapshot) {
  return requests.duration;
}

/** Returns the number of refused requests, and of answers with errors, whose status is 200. */
function failureCount({ requests, operations }: StatusSnapshot): number {
  const refused = Object.entries(requests.byStatus).filter(([status]) => Number(status) >= 400);
  return totalOf(refused.map(([, count]) => count)) + (operations.byOutcome.errors ?? 0);
}

function quantileIn(share: number): (change: Change) => number {
  return (change) => quantileOf(change.histogram(durationOf), share) ?? 0;
}
