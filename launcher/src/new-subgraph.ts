import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { contractsPath } from '@supergraph/schema/events/event-contracts.ts';
import {
  type RegisteredSubgraph,
  readRegistry,
  repositoryFile,
  subgraphFolder,
} from '@supergraph/schema/registry.ts';
import { withFileLock } from '../file-lock.mjs';
import { addDevelopmentServices, addProductionServices } from './deployment/compose-services.ts';
import { generatedFolders } from './deployment/kubernetes-files.ts';
import { changeTree, undoChange } from './new-subgraph/change-tree.ts';
import { createFitCheck } from './new-subgraph/check-fit.ts';
import { type RenderedFile, renderContracts, renderTemplates } from './new-subgraph/render-templates.ts';
import { type NewSubgraph, readNewSubgraph, type SubgraphNames } from './new-subgraph/subgraph-names.ts';
import { runCommand } from './run-command.ts';

const root = repositoryFile('.');
const journal = repositoryFile('.data/new-subgraph');
/** Files and folders that the edits and the commands write. */
const changedFiles = [
  'schema/*.{graphql,json}',
  'schema/contracts/*/*.graphql',
  'docker-compose*.yml',
  '.graphqlrc.yml',
  'docs/api/*',
  'docs/event-contracts.md',
  'schema/events/generated/*',
  ...generatedFolders.map((generated) => `${generated}/*`),
  'deploy/observability/*/generated/*',
  'client/src/generated/*',
  'subgraphs/*/src/generated/*',
];

/** npm writes the second. It counts as outdated if it looks older than the first. */
const lockfiles = ['package-lock.json', 'node_modules/.package-lock.json'];

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopped.abort(new Error('Interrupted: nothing is written.')));
}

await runCommand(async () => {
  const wanted = readNewSubgraph(process.argv.slice(2));
  await withFileLock(`${journal}.lock`, async (holdAlso) => {
    undoChange({ root, journal });
    await create(wanted, holdAlso);
  });
  return describe(wanted.names);
});

/** Checks everything before it writes, and undoes all changes if a step fails. */
async function create({ names, grpc }: NewSubgraph, onStart: (pid: number) => void): Promise<void> {
  const { name } = names;
  const registry = readRegistry();
  const folder = subgraphFolder(name);
  if (existsSync(folder)) throw new Error(`subgraphs/${name} must not exist yet, but does`);
  const service = { name, port: Math.max(...registry.map(({ port }) => port)) + 1 };
  const files = renderTemplates(names, grpc);
  createFitCheck()(names, files);
  const changed = [...globSync(changedFiles, { cwd: root }), ...lockfiles];
  const manifests = generatedFolders.map((generated) => `${generated}/${name}.yaml`);
  const contracts = contractsPath(name);
  const made = [contracts, `subgraphs/${name}`, `node_modules/@supergraph/${name}`, ...manifests];
  await changeTree({ root, journal, changed, made }, async () => {
    writeFiles(folder, files);
    writeFileSync(repositoryFile(contracts), renderContracts(names));
    const entries = [...registry, service] satisfies RegisteredSubgraph[];
    edit('schema/subgraphs.json', () => `${JSON.stringify(entries)}\n`);
    edit('docker-compose.yml', (text) => addDevelopmentServices(text, service));
    edit('docker-compose.production.yml', (text) => addProductionServices(text, service));
    for (const command of commandsFor(name)) await run(command, onStart);
  });
}

function commandsFor(name: string): readonly (readonly [command: string, ...args: string[]])[] {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const [biome, errorsOnly] = ['node_modules/@biomejs/biome/bin/biome', '--log-level=error'];
  return [
    ['npm', 'install', '--ignore-scripts', ...quiet],
    [process.execPath, 'schema/src/compose.ts'],
    [process.execPath, 'launcher/src/codegen.ts'],
    [
      process.execPath,
      biome,
      'check',
      '--write',
      errorsOnly,
      `subgraphs/${name}`,
      'schema/subgraphs.json',
      `schema/events/${name}.json`,
    ],
  ];
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

async function run(
  [command, ...args]: readonly [string, ...string[]],
  onStart: (pid: number) => void,
): Promise<void> {
  stopped.signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (child.pid !== undefined) onStart(child.pid);
  const stop = () => child.kill();
  stopped.signal.addEventListener('abort', stop);
  const reason = await once(child, 'close').then(
    ([code, signal]) => (code === 0 ? undefined : (signal ?? `code ${code}`)),
    (error: Error) => error.message,
  );
  stopped.signal.removeEventListener('abort', stop);
  stopped.signal.throwIfAborted();
  if (reason === undefined) return;
  throw new Error(`Nothing is written, because this failed: ${[command, ...args].join(' ')} (${reason})`);
}

function describe({ name, names, words }: SubgraphNames): string {
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
