import { globSync, readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';

/** Command of a shell example, and its page. */
export interface DocumentedCommand {
  readonly path: string;
  readonly command: string;
}

/** Proof that documented commands work, or the reason why there is none. The first proof that fits a command counts. */
export type Proof = { readonly command: RegExp } & (
  | {
      /** The suite `test/commands` runs the command as it is written: to its end, or until a graph or a stream has begun. */
      readonly runs: 'to its end' | 'until the graph answers' | 'until it prints an event';
    }
  | {
      /** Test files that run such a command with values of their own. */
      readonly tests: readonly string[];
    }
  | { readonly reason: string }
);

const isSuite = 'it is itself a suite or a benchmark, and too long for a test of another';
const needsCluster = 'it needs a cluster: the manifests that it applies are tested by test/kubernetes';
const needsDocker = 'it needs Docker: npm run test:compose runs the containers';
const needsRelease = 'it needs releases of a repository that started from this one';
const needsPlace = 'it needs addresses or secrets of your own deployment';

export const proofs: readonly Proof[] = [
  { command: /docker|^-e |^gateway node/, reason: needsDocker },
  { command: /kubectl|^kind |^release |^(release\(\))/, reason: needsCluster },
  {
    command: /^npm start( -- --observe)?$|^(MCP|REST|SHARE_READS|CACHE|METRICS_PORT|OTEL_\w+)=.*npm start$/,
    runs: 'until the graph answers',
  },
  { command: /^CONTRACT=\S+ .*npm run gateway$/, runs: 'until the graph answers' },
  { command: /^curl -N .*subscription/, runs: 'until it prints an event' },
  { command: /^curl .*\$SECRET/, tests: ['test/caching/changes.test.ts'] },
  { command: /^curl .*localhost:(4000|9464)\/|^npm run -s token >/, runs: 'to its end' },
  { command: /^npm run collections/, runs: 'to its end' },
  { command: /^npm run events:(status|retry -- --service|replay)/, runs: 'to its end' },
  { command: /^npm run (build -- client|keys -- --out \.data|compose)|^npm pack/, runs: 'to its end' },
  { command: /^npm run test:attack -- --list|^sha256sum/, runs: 'to its end' },
  // An example with a place that the reader fills in, a download, or a change of the tree.
  { command: /^npx openapi-typescript/, tests: ['test/packages/partner-tools.test.ts'] },
  { command: /^EVENTS_URL=\S+ npm start$/, tests: ['test/brokers/transports.test.ts'] },
  {
    command: /^npm run mock\b/,
    tests: ['launcher/test/mock.test.ts', 'test/growing/part-of-the-graph.test.ts'],
  },
  {
    command: /^npm run users$/,
    tests: ['test/launcher/start-again.test.ts', 'test/browser/subgraph-explorer.test.ts'],
  },
  {
    command: /npm run dev -- --only /,
    tests: ['launcher/test/elsewhere.test.ts', 'test/growing/part-of-the-graph.test.ts'],
  },
  { command: /^npm run new:subgraph/, tests: ['test/growing/new-subgraph.test.ts'] },
  { command: /^npm run schema:check/, tests: ['test/growing/schema-check.test.ts'] },
  { command: /^npm run events:retry/, tests: ['test/events/event-commands.test.ts'] },
  { command: /^npm run keys/, tests: ['launcher/test/keys.test.ts'] },
  {
    command: /^SUPERGRAPH=\S+ .*node gateway\/src\/main\.ts$/,
    tests: ['test/gateway/supergraph-sources.test.ts'],
  },
  { command: /node subgraphs\/users\/src\/migrate\.ts$/, tests: ['test/database/migrations-apart.test.ts'] },
  { command: /^npx @graphql-hive\/gateway/, tests: ['test/hive/hive-gateway.test.ts'] },
  { command: /^pg_basebackup/, tests: ['test/backup/restore.test.ts'] },
  { command: /^(PREVIOUS_RELEASE=|git (show|remote|fetch|switch|merge)|npm install$)/, reason: needsRelease },
  { command: /^cp schema\/supergraph|^[A-Z_]+=(\S+|"[^"]*")$/, reason: needsPlace },
  { command: /^npm (test|run (test|bench|lint|types)\b)|^bash \.ci\/run/, reason: isSuite },
];

/** Pages with commands. The tour has a test of its own, which runs it as it is written. */
export const documents: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...globSync('docs/**/*.md', { cwd: repositoryFile('.') }).toSorted(),
];

/** Returns the commands of all shell examples, in the order of the pages. */
export function readDocumentedCommands(): readonly DocumentedCommand[] {
  return documents
    .filter((path) => path !== 'docs/tour.md')
    .flatMap((path) => readCommands(path).map((command) => ({ path, command })));
}

/** Returns the proof of a command, or undefined if it has none. */
export function findProof(command: string): Proof | undefined {
  return proofs.find((proof) => proof.command.test(command));
}

/** Reads the commands of the shell examples of a page: one a line, without comments. */
function readCommands(path: string): readonly string[] {
  const text = readFileSync(repositoryFile(path), 'utf8');
  return [...text.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].flatMap(([, block = '']) =>
    block
      .replace(/\\\n\s*/g, ' ')
      .replace(/\|\n\s*/g, '| ')
      .split('\n')
      .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}
