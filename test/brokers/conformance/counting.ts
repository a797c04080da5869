import { runProcess } from '@supergraph/service-kit/run-process.ts';
import { startSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import type {
  RequestContext,
  SubgraphDefinition,
} from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import type { Kysely } from 'kysely';

/** Tables of the service. */
interface Tables {
  readonly counters: { name: string; value: number };
}

interface Data {
  readonly db: Kysely<Tables>;
}

/** Subgraph that emits an event for each change of a counter. */
const definition: SubgraphDefinition<Tables, Data> = {
  folder: new URL('counting/', import.meta.url),
  resolvers: {
    Query: {
      changes: async (_parent: unknown, _args: unknown, { db }: Data): Promise<number> => {
        const { sum } = db.fn;
        const { total } = await db
          .selectFrom('counters')
          .select(sum('value').as('total'))
          .executeTakeFirstOrThrow();
        return Number(total);
      },
    },
    Mutation: {
      increment: async (
        _parent: unknown,
        { counter }: { readonly counter: string },
        { db, events }: Data & RequestContext,
      ): Promise<number> => {
        const { value } = await db
          .insertInto('counters')
          .values({ name: counter, value: 1 })
          .onConflict((conflict) =>
            conflict.column('name').doUpdateSet(({ eb }) => ({ value: eb('counters.value', '+', 1) })),
          )
          .returning('value')
          .executeTakeFirstOrThrow();
        events.announce();
        return value;
      },
    },
  },
  createData: (db) => ({ db }),
};

await runProcess(process, async (env, overrides) =>
  startSubgraph(definition, readSubgraphConfig('counting', env), overrides),
);
