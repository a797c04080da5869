import { readRegistry } from '@supergraph/schema/registry.ts';
import { generateClient } from './generate-client.ts';
import { generateResolverTypes } from './generate-resolver-types.ts';

for (const { name } of readRegistry()) await generateResolverTypes(name);
await generateClient();
