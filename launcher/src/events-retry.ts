import { parseArgs } from 'node:util';
import { createDatabase } from '@supergraph/service-kit/database/database.ts';
import { createDeadLetterStore } from '@supergraph/service-kit/events/inbox/dead-letter-store.ts';
import { runCommand } from './run-command.ts';
import { onServiceDatabases, reportServices } from './service-databases.ts';

const usage = 'Usage: npm run events:retry -- [--service <name>] [--consumer <name>] [--event <id>] [--drop]';

await runCommand(async () => {
  const options = {
    service: { type: 'string' },
    consumer: { type: 'string' },
    event: { type: 'string' },
    drop: { type: 'boolean', default: false },
  } as const;
  const { service, consumer, event: id, drop } = parseArgs({ options }).values;
  if (drop && id === undefined) throw new Error('--drop needs --event: dropping an event cannot be undone.');
  const all = await onServiceDatabases(process.env, service, async (name, pool) => {
    const letters = createDeadLetterStore(createDatabase(pool));
    const count = await (drop ? letters.drop({ consumer, id }) : letters.retry({ consumer, id }));
    return `${name}: ${count} dead letters ${drop ? 'dropped' : 'are tried again'}\n`;
  });
  return reportServices(all, all.results.join(''));
}, usage);
