import type { SupergraphEvent, SupergraphStatus } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { SourceDescription } from './supergraph-source.ts';

const shownAtMost = 20;

/** Logs that a supergraph is served or refused. */
export function logSupergraph(event: SupergraphEvent, log: Log): void {
  if (event.outcome === 'refused') {
    const { id, errors } = event;
    log.error({ supergraph: id, errors }, 'a supergraph was refused; the last one stays in use');
    return;
  }
  const { id, buildMs, warmUp } = event;
  const { planned, invalid, left, failed } = warmUp;
  log.info({ supergraph: id, buildMs, planned, invalid, left }, 'a supergraph is served');
  if (failed.length === 0) return;
  const operations = failed.slice(0, shownAtMost);
  log.warn({ supergraph: id, count: failed.length, operations }, 'operations could not be planned ahead');
}

/** Returns the supergraph's part of `/ready`. */
export function describeSupergraph(
  { serving, refused }: SupergraphStatus,
  source: SourceDescription,
): Readonly<Record<string, unknown>> {
  return { supergraph: { ...serving, ...(refused && { refused }), ...source } };
}
