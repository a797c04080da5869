import { runMigration } from '@supergraph/service-kit/subgraph/migrate-subgraph.ts';

await runMigration(process, 'users', new URL('../', import.meta.url));
