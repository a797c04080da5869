import { parseArgs } from 'node:util';
import { createDatabase } from '@supergraph/service-kit/database/database.ts';
import {
  type ConsumerStatus,
  type EventStatus,
  type ReaderStatus,
  readEventStatus,
} from '@supergraph/service-kit/events/event-status-store.ts';
import {
  createDeadLetterStore,
  type DeadLetter,
} from '@supergraph/service-kit/events/inbox/dead-letter-store.ts';
import { runCommand } from './run-command.ts';
import { onServiceDatabases, reportServices } from './service-databases.ts';

const usage = 'Usage: npm run events:status -- [--service <name>] [--json]';

/** Number of dead letters to show of each service. */
const maxShown = 20;

interface ServiceStatus extends EventStatus {
  readonly service: string;
  readonly deadLetters: readonly DeadLetter[];
}

await runCommand(async () => {
  const options = { service: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
  const { service, json } = parseArgs({ options }).values;
  const all = await onServiceDatabases(process.env, service, async (name, pool): Promise<ServiceStatus> => {
    const db = createDatabase<unknown>(pool);
    const deadLetters = await createDeadLetterStore(db).list(maxShown);
    return { service: name, ...(await readEventStatus(db)), deadLetters };
  });
  const { results } = all;
  const text = json ? `${JSON.stringify(results, null, 2)}\n` : results.map(printService).join('\n');
  return reportServices(all, text);
}, usage);

function printService({ service, readers, consumers, deadLetters }: ServiceStatus): string {
  const lines = [
    ...readers.map(printReader),
    ...consumers.map(printConsumer),
    ...deadLetters.map(
      ({ consumer, id, type, subject, attempts, error }) =>
        `dead letter of ${consumer}: ${type} of ${subject}, ${attempts} attempts, event ${id}: ${error}`,
    ),
  ];
  return [service, ...(lines.length === 0 ? ['no events are read or consumed'] : lines)]
    .map((line, index) => `${index === 0 ? '' : '  '}${line}\n`)
    .join('');
}

function printReader({ name, unread, oldestUnreadSeconds, silentSeconds }: ReaderStatus): string {
  const waiting = oldestUnreadSeconds === null ? '' : `, the oldest for ${Math.round(oldestUnreadSeconds)} s`;
  return `reader ${name}: ${unread} unread${waiting}, seen ${Math.round(silentSeconds)} s ago`;
}

function printConsumer(consumer: ConsumerStatus): string {
  const { name, lastHandledAt, lastDelaySeconds, retrying, waiting, dead, lostSince } = consumer;
  const last =
    lastHandledAt === null
      ? 'nothing handled lately'
      : `last event of ${lastHandledAt.toISOString()} after ${lastDelaySeconds?.toFixed(3)} s`;
  const lost = lostSince === null ? '' : `; events are missing since ${lostSince.toISOString()}`;
  return `consumer ${name}: ${last}; ${retrying} retrying, ${waiting} waiting, ${dead} dead${lost}`;
}
