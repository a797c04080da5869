import { formatTable } from '../report/format-table.ts';
import type { LiveReport, LiveResult } from './bench-live.ts';

/** Formats the measurements as a table with notes. */
export function formatLive({ results, notes }: LiveReport): string {
  const header = [
    'gateway, protocol, events',
    'events',
    'CPU ms an event',
    'heap KB a subscriber',
    'RSS MB',
    'p50 ms',
    'p99 ms',
    'lost',
    'doubled',
  ];
  return `\n${formatTable(header, results.map(formatResult))}\n\n${[...explanation, ...notes].join('\n')}`;
}

const explanation = [
  'Events: delivered events. CPU: that of the gateway’s process a delivered event. Heap: heapUsed after a collection with idle',
  'subscribers less without, a subscriber. RSS: of the gateway after the case. p50, p99: from the statement that writes the event,',
  'before its commit, until its client has it. "Equal" subscriptions of one caller share one subscription to the subgraph in our',
  'gateway; "different" ones follow a product of their own too. Hive Gateway checks no token and signs none.',
];

function formatResult({ title, delivered, cpuMs, heapBytes, rssBytes, ...result }: LiveResult) {
  return [
    title,
    String(delivered),
    (cpuMs / delivered).toFixed(3),
    (heapBytes / 1024).toFixed(1),
    (rssBytes / 1024 / 1024).toFixed(0),
    result.p50Ms.toFixed(0),
    result.p99Ms.toFixed(0),
    String(result.lost),
    String(result.doubled),
  ];
}
