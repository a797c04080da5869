import { readRegistry } from '@supergraph/schema/registry.ts';
import { generateClient } from './generate-client.ts';
import { generateResolverTypes } from './generate-resolver-types.ts';

// Of everything, or of the subgraphs that are named.
const named = process.argv.slice(2);
const names = named.length > 0 ? named : readRegistry().map(({ name }) => name);
try {
  for (const name of names) await generateResolverTypes(name);
  if (named.length === 0) await generateClient();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
