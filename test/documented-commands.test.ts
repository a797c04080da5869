import { existsSync, globSync, readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';

/** Test files that run a kind of documented command, or the reason why none does. */
interface Proof {
  readonly command: RegExp;
  readonly tests?: readonly string[];
  readonly reason?: string;
}

const isSuite = 'it is itself a suite or a benchmark, and too long for a test of another';
const needsCluster = 'it needs a cluster: the manifests that it applies are tested by test/kubernetes';
const needsDocker = 'it needs Docker: npm run test:compose runs the containers';
const needsRelease = 'it needs releases of a repository that started from this one';
const needsPlace = 'it needs addresses or secrets of your own deployment';

const proofs: readonly Proof[] = [
  {
    command: /^npm start( -- --observe)?$/,
    tests: ['launcher/test/start.test.ts', 'test/packages/first-start.test.ts'],
  },
  // npm start passes its environment to the services, whose tests set these variables.
  { command: /^MCP=on .*npm start$/, tests: ['test/programs/mcp-endpoint.test.ts'] },
  { command: /^REST=on .*npm start$|localhost:4000\/api\//, tests: ['test/programs/rest.test.ts'] },
  {
    command: /^(SHARE_READS|CACHE)=.* npm start$|\/cache\/invalidate/,
    tests: ['test/caching/kept-answers.test.ts', 'test/caching/changes.test.ts'],
  },
  { command: /^npm run collections|^npx openapi-typescript/, tests: ['test/packages/partner-tools.test.ts'] },
  { command: /^EVENTS_URL=\S+ npm start$/, tests: ['test/brokers/transports.test.ts'] },
  { command: /^METRICS_PORT=\S+ npm start$/, tests: ['launcher/test/start.test.ts'] },
  { command: /^OTEL_\S+ npm start$/, tests: ['test/observe/traces.test.ts'] },
  { command: /^CONTRACT=\S+ .*npm run gateway$/, tests: ['test/contracts.test.ts'] },
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
  { command: /npm run -s token/, tests: ['launcher/test/token.test.ts', 'test/growing/tour.test.ts'] },
  { command: /^curl -s localhost:4000\/ready$/, tests: ['test/gateway/supergraph-reload.test.ts'] },
  { command: /^curl localhost:9464\/metrics$/, tests: ['test/observe/gateway-metrics.test.ts'] },
  { command: /^npm run new:subgraph/, tests: ['test/growing/new-subgraph.test.ts'] },
  { command: /^npm run schema:check/, tests: ['test/growing/schema-check.test.ts'] },
  { command: /^npm run build -- client|^npm pack/, tests: ['test/packages/client-package.test.ts'] },
  { command: /^npm run events:(status|retry)/, tests: ['test/events/event-commands.test.ts'] },
  { command: /^npm run events:replay/, tests: ['test/events/rebuild-projection.test.ts'] },
  { command: /^npm run keys/, tests: ['launcher/test/keys.test.ts'] },
  {
    command: /^SUPERGRAPH=\S+ .*node gateway\/src\/main\.ts$/,
    tests: ['test/gateway/supergraph-sources.test.ts'],
  },
  { command: /node subgraphs\/users\/src\/migrate\.ts$/, tests: ['test/database/migrations-apart.test.ts'] },
  { command: /^npx @graphql-hive\/gateway/, tests: ['test/hive/hive-gateway.test.ts'] },
  { command: /^pg_basebackup/, tests: ['test/backup/restore.test.ts'] },
  { command: /^(PREVIOUS_RELEASE=|git (show|remote|fetch|switch|merge)|npm install$)/, reason: needsRelease },
  { command: /^cp schema\/supergraph|^sha256sum|^[A-Z_]+=(\S+|"[^"]*")$/, reason: needsPlace },
  { command: /docker|^-e |^gateway node/, reason: needsDocker },
  { command: /kubectl|^kind |^release |^(release\(\))/, reason: needsCluster },
  { command: /^npm (test|run (test|bench|lint|types|compose)\b)|^bash \.ci\/run/, reason: isSuite },
];

const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: repositoryFile('.') })];
const commands = documents
  // Its own test runs the tour as it is written.
  .filter((path) => path !== 'docs/tour.md')
  .flatMap((path) => readCommands(path).map((command) => ({ path, command })));

test('every command of README and docs is run by a test, or has a reason why not', () => {
  expect(commands.length).toBeGreaterThan(50);
  const unproved = commands.filter(({ command }) => !proofs.some((proof) => proof.command.test(command)));
  expect(unproved).toEqual([]);
});

test('each proof concerns a command and names tests that exist', () => {
  for (const { command, tests = [] } of proofs) {
    expect(
      commands.some((each) => command.test(each.command)),
      String(command),
    ).toBe(true);
    for (const path of tests) expect(existsSync(repositoryFile(path)), path).toBe(true);
  }
});

test('every npm script that README and docs name exists', () => {
  const { scripts } = JSON.parse(readFileSync(repositoryFile('package.json'), 'utf8'));
  const named = documents.flatMap((path) =>
    [...readFileSync(repositoryFile(path), 'utf8').matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

/** Reads the commands of the shell examples of a page: one a line, without comments. */
function readCommands(path: string): readonly string[] {
  const text = readFileSync(repositoryFile(path), 'utf8');
  return [...text.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].flatMap(([, block = '']) =>
    block
      .replace(/(\\|\|)\n\s*/g, ' ')
      .split('\n')
      .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}
