import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegistry, repositoryFile } from '@supergraph/schema/registry.ts';
import { ConfigError } from '@supergraph/service-kit/config.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { exitCodeOfBadConfig } from '@supergraph/service-kit/run-process.ts';
import { deskPath } from './build-desk.ts';
import { createProblemList } from './development/problem-list.ts';
import { prepareSources } from './elsewhere/prepare-sources.ts';
import { type LauncherConfig, readLauncherConfig } from './launcher-config.ts';
import { gatewayName, isLoopback, monolithName, reachableUrl, readDemoViewer } from './services.ts';
import { readStartArguments } from './start-arguments.ts';
import { type Graph, startGraph } from './start-graph.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { waitForGraph } from './wait-for-gateway.ts';

/** Port of the gateway's metrics with `--observe`, unless METRICS_PORT is set. The subgraphs have the next ones. */
const defaultMetricsPort = '9464';

const print = (text: string): void => void process.stdout.write(text);
const began = performance.now();
/** Prints progress: one line for each step, with the seconds since the start. */
const log = (step: string) =>
  print(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${step}\n`);
const stopping = new AbortController();
let hasStarted = false;
/** Prints progress, unless the start is interrupted. */
const logUnlessInterrupted = (step: string): void => {
  if (hasStarted || !stopping.signal.aborted) log(step);
};

// A closed terminal sends a signal. Output that fails after it must not end the launcher before it has
// stopped everything.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

try {
  await run(process.argv.slice(2));
} catch (error) {
  // An interrupted start ends by itself.
  if (!stopping.signal.aborted) fail(error);
}

async function run(args: readonly string[]): Promise<void> {
  const registered = readRegistry();
  const plan = readStartArguments(
    args,
    registered.map(({ name }) => name),
  );
  const { names, mocked, elsewhere, isWatched, isObserved } = plan;
  const registry = registered.filter(({ name }) => !elsewhere.includes(name));
  const given = isObserved ? { METRICS_PORT: defaultMetricsPort, ...process.env } : process.env;
  const config = readLauncherConfig(given, registry);
  const onRefused = (name: string) => {
    log(`${name} refuses its configuration: stopping`);
    process.exitCode = exitCodeOfBadConfig;
    stop();
  };
  const problemFile = join(config.dataDir, 'development-problems.json');
  const sources = await prepareSources(plan, { env: given, dataDir: config.dataDir, log });
  const env = { ...sources.env, ...(isWatched && { DEVELOPMENT_PROBLEMS: problemFile }) };
  const problems = isWatched ? createProblemList(problemFile, log) : undefined;
  const onFailedStart =
    problems &&
    ((name: string, reason: string) => problems.report(name, `${name} does not start: ${reason}`));
  const { signal } = stopping;
  const starting = startGraph({
    config,
    env,
    names,
    mocked,
    signal,
    log: logUnlessInterrupted,
    onRefused,
    onFailedStart,
  });
  const stop = stopOnSignals({ starting, stopping, hasStarted: () => hasStarted, log, onError: fail });
  const graph = await starting;
  void graph.waitForStart(gatewayName).then(() => {
    hasStarted = true;
  });
  await printWhenReady(graph, config);
  if (problems === undefined || stopping.signal.aborted) return;
  const { startDevelopment } = await import('./development/start-development.ts');
  await startDevelopment({ ...sources, graph, problems, log });
}

/**
 * Prints the address of each service, and of the pages once the graph answers. Does not wait for services that do not start;
 * if the gateway is one of them, prints the pages later.
 */
async function printWhenReady(graph: Graph, config: LauncherConfig): Promise<void> {
  for (const [name, ready] of graph.ready)
    ready.then((url) => logUnlessInterrupted(`${name} is ready on ${url}`));
  const gateway = [gatewayName, monolithName].find((name) => graph.ready.has(name));
  const isServing = await graph.waitForStart(gateway ?? '');
  if (gateway === undefined) {
    const all = Promise.all(graph.ready.values());
    return void all.then(() => stopping.signal.aborted || print(describeAlone(graph, config)));
  }
  const printing = graph.ready.get(gateway)?.then(() => printWhenAnswering(graph, config));
  if (isServing) await printing;
  else printing?.catch(fail);
}

async function printWhenAnswering(graph: Graph, config: LauncherConfig): Promise<void> {
  if (stopping.signal.aborted) return;
  const url = reachableUrl(config.host, config.port);
  const { dataDir } = config;
  const token = await createDevelopmentToken({ dataDir, viewer: readDemoViewer(), ttlSeconds: 3600 });
  try {
    await waitForGraph(url, token, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return;
    throw error;
  }
  log('the graph answers');
  const desk = await fetch(`${url}${deskPath}/`, { method: 'HEAD' });
  const pages = `
${desk.ok ? `  Desk       ${url}${deskPath}/\n` : ''}  Sandbox    ${url}/
  Explorer   ${url}/explorer  (works without internet; Sandbox and explorer are signed in already)
  Status     ${url}/status`;
  print(`${isLoopback(config.host) ? pages : ''}
  Endpoint   ${url}/graphql${describeMetrics(graph, config)}
  Token      npm run -s token

An example query:

${readFileSync(repositoryFile('schema/example.graphql'), 'utf8').trim().replace(/^/gm, '  ')}

Ctrl-C stops everything.
`);
}

/** Returns the addresses of subgraphs that run without a gateway. */
function describeAlone({ ready }: Graph, { host, subgraphs }: LauncherConfig): string {
  const alone = subgraphs.filter(({ name }) => ready.has(name));
  const lines = alone.flatMap(({ name, port }) => [
    '',
    ...(isLoopback(host) ? [`  Explorer   ${reachableUrl(host, port)}/explorer  (signed in already)`] : []),
    `  Endpoint   ${reachableUrl(host, port)}/graphql`,
    `  Token      npm run -s token -- --for ${name}`,
  ]);
  return `${lines.join('\n')}\n\nCtrl-C stops everything.\n`;
}

/** Returns the lines with the addresses of the metrics of the processes that run. */
function describeMetrics({ ready }: Graph, { host, metricsPort, subgraphs }: LauncherConfig): string {
  const all = [...subgraphs, { name: gatewayName, metricsPort }, { name: monolithName, metricsPort }];
  const served = all.filter(({ name, metricsPort: port }) => ready.has(name) && port !== undefined);
  return served
    .map(({ name, metricsPort: port = 0 }) => `\n  Metrics    ${reachableUrl(host, port)}/metrics  (${name})`)
    .join('');
}

function fail(error: unknown): never {
  const isConfig = error instanceof ConfigError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(isConfig ? exitCodeOfBadConfig : 1);
}
