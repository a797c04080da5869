import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type RegisteredSubgraph,
  readRegistry,
  repositoryRoot,
  subgraphFolder,
} from '@supergraph/schema/registry.ts';
import { checkFit } from './new-subgraph/check-fit.ts';
import { addDevelopmentServices, addProductionServices } from './new-subgraph/compose-services.ts';
import { type RenderedFile, renderTemplates } from './new-subgraph/render-templates.ts';
import { readSubgraphNames, type SubgraphNames } from './new-subgraph/subgraph-names.ts';
import { repositoryFile } from './service-environment.ts';

const root = fileURLToPath(repositoryRoot);

try {
  create(readSubgraphNames(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Nothing is written before all of it is known to fit. */
function create(names: SubgraphNames): void {
  const { name } = names;
  const registry = readRegistry();
  const folder = subgraphFolder(name);
  if (existsSync(folder)) throw new Error(`subgraphs/${name} must not exist yet, but does`);
  const service = { name, port: Math.max(...registry.map(({ port }) => port)) + 1 };
  const files = renderTemplates(names);
  checkFit(names, files.find(({ path }) => path === 'schema.graphql')?.text ?? '');
  writeFiles(folder, files);
  edit(
    'schema/subgraphs.json',
    () => `${JSON.stringify([...registry, service] satisfies RegisteredSubgraph[])}\n`,
  );
  edit('docker-compose.yml', (text) => addDevelopmentServices(text, service));
  edit('docker-compose.production.yml', (text) => addProductionServices(text, service));
  run(
    'npm',
    'install',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  );
  run(process.execPath, 'schema/src/compose.ts');
  run(process.execPath, 'launcher/src/codegen.ts');
  const format = ['check', '--write', '--log-level=error', `subgraphs/${name}`, 'schema/subgraphs.json'];
  run(process.execPath, 'node_modules/@biomejs/biome/bin/biome', ...format);
  process.stdout.write(told(names));
}

function writeFiles(folder: URL, files: readonly RenderedFile[]): void {
  for (const { path, text } of files) {
    const file = new URL(path, folder);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
  }
}

function edit(path: string, change: (text: string) => string): void {
  const file = repositoryFile(path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function run(command: string, ...args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (status === 0) return;
  const line = [command, ...args].join(' ');
  throw new Error(`The files are written, but this failed: ${line} (${error?.message ?? `code ${status}`})`);
}

function told({ name, names, words }: SubgraphNames): string {
  return `The subgraph ${name} is part of the graph: subgraphs/${name}, with a database of its own.

  npm start
    and ask, for example, { me { name ${names}(first: 3) { nodes { text } } } }
  npm test -- subgraphs/${name}
    runs its tests
  npm run token -- --scopes ${name}:write
    prints a token that may write a ${words}

Make it yours: schema.graphql, a migration, the store and the resolvers, in this order (docs/add-a-field.md).
`;
}
