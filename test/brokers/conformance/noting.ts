import { defineConsumer } from '@supergraph/service-kit/events/event-consumer.ts';
import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { startSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import type { SubgraphDefinition } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import type { Generated, Kysely } from 'kysely';

/** Tables of the service. */
interface Tables {
  readonly effects: {
    id: Generated<number>;
    counter: string;
    value: number;
    process: string;
    emitted_at: string;
  };
  readonly poisoned: { counter: string };
}

interface Data {
  readonly db: Kysely<Tables>;
}

/** Events that the service consumes. */
interface Events {
  readonly 'counting.counter-changed.v1': { readonly value: number };
}

const consumer = defineConsumer<Tables, Events>({
  name: 'effects',
  on: {
    'counting.counter-changed.v1': async ({ subject, data, time }, transaction) => {
      const { value } = data;
      const effect = { counter: subject, value, process: process.env.PROCESS_NAME ?? '', emitted_at: time };
      await transaction.insertInto('effects').values(effect).execute();
      const poison = transaction.selectFrom('poisoned').select('counter').where('counter', '=', subject);
      if ((await poison.executeTakeFirst()) !== undefined) throw new Error('this event is poison');
    },
  },
});

/** Subgraph that notes each event of counters. */
const definition: SubgraphDefinition<Tables, Data> = {
  folder: new URL('noting/', import.meta.url),
  resolvers: {
    Query: {
      effects: async (_parent: unknown, _args: unknown, { db }: Data): Promise<number> =>
        (await db.selectFrom('effects').select('id').execute()).length,
    },
  },
  createData: (db) => ({ db }),
  consumers: [consumer],
};

await runProcess(process, async (env, overrides) =>
  startSubgraph(definition, readSubgraphConfig('noting', env), overrides),
);
