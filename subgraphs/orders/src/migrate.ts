import { runMigration } from '@supergraph/service-kit/subgraph/migrate-subgraph.ts';

await runMigration(process, 'orders', new URL('../', import.meta.url));
