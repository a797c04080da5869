import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readRegistry, repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';
import { writeKubernetesFiles } from './deployment/kubernetes-files.ts';
import { generateClient } from './generate-client.ts';
import { generateEvents } from './generate-events.ts';
import { generateGraphqlConfig } from './generate-graphql-config.ts';
import { generateResolverTypes } from './generate-resolver-types.ts';
import { writeObservabilityFiles } from './observability/observability-files.ts';
import { asksForHelp, runCommand } from './run-command.ts';

/** Scripts of pages: a folder with `main.ts`, beside the folder of the bundles. */
const pages = [
  'gateway/src/http/pages/explorer',
  'gateway/src/http/pages/status',
  'service-kit/src/pages/explorer',
];

const usage = `Usage: npm run codegen [-- <subgraph>…]
Generates everything, or only the resolver types of the named subgraphs.`;

const named = process.argv.slice(2);
await runCommand(async () => {
  if (asksForHelp()) return `${usage}\n`;
  const names = readNames(named);
  for (const name of names) await generateResolverTypes(name);
  if (named.length === 0) {
    const { generateApi } = await import('./api-reference/generate-api.ts');
    const { generateConfiguration } = await import('./generate-configuration.ts');
    const { generateObservability } = await import('./generate-observability.ts');
    generateApi();
    generateObservability();
    generateEvents();
    generateGraphqlConfig(readRegistry());
    writeKubernetesFiles(readRegistry());
    writeObservabilityFiles(readRegistry());
    await Promise.all([generateClient(), generateConfiguration(), ...pages.map(generatePage)]);
  }
  return '';
});

/** Returns the named subgraphs, or all if none is named. */
function readNames(args: readonly string[]): readonly string[] {
  const registered = readRegistry().map(({ name }) => name);
  const unknown = args.find((name) => !registered.includes(name));
  if (unknown === undefined) return args.length > 0 ? args : registered;
  throw new Error(
    `The subgraphs are ${registered.join(', ')}, but one is named ${JSON.stringify(unknown)}.\n${usage}`,
  );
}

/** Bundles the script of a page into one file without imports, which is embedded in the page. */
async function generatePage(folder: string): Promise<void> {
  // Loaded here, since resolver types alone do not need it.
  const { build } = await import('vite');
  const [name, root] = [basename(folder), repositoryFile(dirname(folder))];
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: `${root}/${name}/main.ts`, output: { format: 'iife', comments: false } },
    },
  });
  if (Array.isArray(result) || !('output' in result)) throw new Error('the bundler made no single output');
  const [{ code }] = result.output;
  // The page embeds the script in a script element, which this text would end.
  if (code.includes('</script')) throw new Error(`the script of ${folder} has "</script" in a text`);
  const header = `// Made by \`npm run codegen\` from the files of ${folder}/. Do not edit.\n`;
  mkdirSync(`${root}/generated`, { recursive: true });
  writeAtomically(`${root}/generated/${name}.js`, `${header}${code}`);
}
