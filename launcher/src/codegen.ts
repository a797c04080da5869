import { readRegistry } from '@supergraph/schema/registry.ts';
import { generateClient } from './generate-client.ts';
import { generateExplorer } from './generate-explorer.ts';
import { generateResolverTypes } from './generate-resolver-types.ts';
import { runCommand } from './run-command.ts';

// Generates everything, or only the resolver types of the named subgraphs.
const named = process.argv.slice(2);
const names = named.length > 0 ? named : readRegistry().map(({ name }) => name);
await runCommand(async () => {
  for (const name of names) await generateResolverTypes(name);
  if (named.length === 0) {
    const { generateConfiguration } = await import('./generate-configuration.ts');
    await Promise.all([generateClient(), generateExplorer(), generateConfiguration()]);
  }
  return '';
});
