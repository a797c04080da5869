import { parseArgs } from 'node:util';
import { readRegistry, subgraphFolder } from '@supergraph/schema/registry.ts';
import { createDatabase } from '@supergraph/service-kit/database/database.ts';
import { serviceOfType } from '@supergraph/service-kit/events/cloud-event.ts';
import type { EventConsumer } from '@supergraph/service-kit/events/event-consumer.ts';
import { createFeedCursorStore } from '@supergraph/service-kit/events/feed/feed-cursor-store.ts';
import { groupOf } from '@supergraph/service-kit/events/inbox/start-consumers.ts';
import { rebuildProjection } from '@supergraph/service-kit/events/rebuild/rebuild-projection.ts';
import type { SubgraphDefinition } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { runCommand } from './run-command.ts';
import { openServiceDatabases } from './service-databases.ts';

const usage = 'Usage: npm run events:replay -- --service <name> --projection <name>';

await runCommand(async () => {
  const { service, projection } = readArguments(process.argv.slice(2));
  const consumer = await findConsumer(service, projection);
  const owner = serviceOfType(consumer.types[0] ?? '');
  const databases = await openServiceDatabases(process.env, [service, owner]);
  try {
    const db = createDatabase(databases.poolOf(service));
    const source = createDatabase(databases.poolOf(owner));
    const onProgress = (count: number) => process.stderr.write(`${count} rebuilt\n`);
    const { entities, forgotten } = await databases.use([service, owner], async () => {
      const rebuilt = await rebuildProjection({ consumer, db, source, onProgress });
      await createFeedCursorStore(db).forgetLoss(groupOf(service, consumer.name));
      return rebuilt;
    });
    const removed = forgotten === 0 ? '' : `, and ${forgotten} were deleted that ${owner} does not have`;
    return `The projection "${projection}" of ${service} is rebuilt from ${entities} entities of ${owner}${removed}.\n`;
  } finally {
    await databases.close();
  }
}, usage);

function readArguments(args: readonly string[]) {
  const options = { service: { type: 'string' }, projection: { type: 'string' } } as const;
  const { service, projection } = parseArgs({ args: [...args], options }).values;
  const names = readRegistry().map(({ name }) => name);
  if (service === undefined || !names.includes(service))
    throw new Error(`--service must be one of ${names.join(', ')}, but is ${JSON.stringify(service)}.`);
  return { service, projection };
}

/** Returns the consumer of a service that keeps a projection. */
async function findConsumer(service: string, name: string | undefined): Promise<EventConsumer<unknown>> {
  const file = new URL(`src/${service}-service.ts`, subgraphFolder(service));
  const { definition }: { readonly definition: SubgraphDefinition<unknown, object> } = await import(
    file.href
  );
  const consumers = (definition.consumers ?? []).filter(({ projection }) => projection !== undefined);
  const found = consumers.find((consumer) => consumer.name === name);
  if (found !== undefined) return found;
  const names = consumers.map((consumer) => consumer.name).join(', ') || 'none';
  throw new Error(
    `--projection must be a projection of ${service} (${names}), but is ${JSON.stringify(name)}.`,
  );
}
