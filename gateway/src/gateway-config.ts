import { readFileSync } from 'node:fs';
import {
  type Environment,
  integer,
  oneOf,
  optional,
  port,
  readBoth,
  readConfig,
  text,
  url,
  type Variable,
} from '@supergraph/service-kit/config.ts';
import { clientPatienceVariables } from '@supergraph/service-kit/http/client-patience.ts';
import { serverVariables } from '@supergraph/service-kit/http/server-variables.ts';
import { logLevels } from '@supergraph/service-kit/log.ts';
import { mode } from '@supergraph/service-kit/mode.ts';
import { variablePrefix } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { headerNames } from './header-names.ts';
import { viewersFile } from './http/pages/viewers-file.ts';
import { siteFolders } from './http/static/site-folders.ts';
import { readIdentityConfig } from './identity-config.ts';
import { policyVariables } from './policy/policy-variables.ts';
import { readSubgraphCosts } from './policy/subgraph-costs.ts';
import { faultVariables } from './subgraphs/fault-variables.ts';
import { supergraphFile } from './supergraph/supergraph-file.ts';
import { warmUpOperations } from './supergraph/warm-up-operations.ts';

/** The settings of the gateway's process. Times are milliseconds, sizes bytes. */
export type GatewayConfig = ReturnType<typeof readGatewayConfig>;

/**
 * Reads the settings, or throws ConfigError with every problem. The address of a subgraph that runs in this process is
 * not read; where there is one, the key that signs requests to others is required only once there is such an other.
 */
export function readGatewayConfig(env: Environment, localSubgraphs: readonly string[] = []) {
  const strict = env.NODE_ENV === 'production';
  const supergraph = supergraphFile('SUPERGRAPH');
  const readSettings = () =>
    readConfig(env, {
      mode,
      logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
      host: text('HOST', '127.0.0.1'),
      port: port('PORT', 4000),
      supergraph,
      warmUpOperations: warmUpOperations('WARM_UP_OPERATIONS'),
      planningTimeoutMs: integer('PLANNING_TIMEOUT_MS', { min: 10, max: 600_000, fallback: 5_000 }),
      planningMemoryMb: integer('PLANNING_MEMORY_MB', { min: 32, max: 32_000, fallback: 1_024 }),
      maxBodyBytes: integer('MAX_BODY_BYTES', { min: 1_000, max: 100_000_000, fallback: 1_000_000 }),
      maxSubgraphBytes: integer('MAX_SUBGRAPH_BYTES', {
        min: 1_000,
        max: 1_000_000_000,
        fallback: 16_000_000,
      }),
      forwardHeaders: headerNames('FORWARD_HEADERS'),
      ...serverVariables(env),
      /** Where development keys live; unused where keys are given. */
      dataDir: text('DATA_DIR', '.data'),
      /** Sandbox and explorer, signed in as the viewer of DEVELOPMENT_VIEWER. */
      developmentPages: strict
        ? refusedInProduction('DEVELOPMENT_PAGES')
        : oneOf('DEVELOPMENT_PAGES', ['on', 'off'], 'off'),
      developmentViewer: optional(viewerFile('DEVELOPMENT_VIEWER')),
      /** Whom pages of this origin may sign in as, where the development pages are on. */
      developmentViewers: strict
        ? refusedWhereSet('DEVELOPMENT_VIEWERS', [])
        : viewersFile('DEVELOPMENT_VIEWERS'),
      /** A JSON list of texts about the sources of the graph, told on `/ready`. */
      developmentProblems: strict
        ? refusedWhereSet('DEVELOPMENT_PROBLEMS', '')
        : text('DEVELOPMENT_PROBLEMS', ''),
      /** Folders that are served as they are. */
      pages: siteFolders('PAGES'),
      exampleQuery: fileContents('EXAMPLE_QUERY', '{ __typename }\n'),
      ...clientPatienceVariables(),
      ...policyVariables(env),
      ...faultVariables(),
    });
  const readSubgraphs = () => {
    const { subgraphs } = readConfig(env, { supergraph }).supergraph;
    const asked = subgraphs.filter(({ name }) => !localSubgraphs.includes(name));
    const names = subgraphs.map(({ name }) => name);
    return readBoth(
      () => readSubgraphUrls(env, asked),
      () => readSubgraphCosts(env, names),
    );
  };
  const readIdentity = () => readIdentityConfig(env, { signsRequests: localSubgraphs.length === 0 });
  const [[settings, identity], [subgraphs, subgraphCosts]] = readBoth(
    () => readBoth(readSettings, readIdentity),
    readSubgraphs,
  );
  return {
    ...settings,
    ...identity,
    subgraphs,
    subgraphCosts,
    /** Where a subgraph is that a later supergraph names; throws ConfigError where neither that nor a variable says it. */
    subgraphUrl: (subgraph: SubgraphDefinition): string => readSubgraphUrl(env, subgraph),
  };
}

interface SubgraphDefinition {
  readonly name: string;
  readonly url: string;
}

/** Where each subgraph is: `<NAME>_URL` where it is set, else what the supergraph says. */
function readSubgraphUrls(env: Environment, subgraphs: readonly SubgraphDefinition[]) {
  const urls = readConfig(
    env,
    Object.fromEntries(subgraphs.map((subgraph) => [subgraph.name, urlVariable(subgraph)])),
  );
  return subgraphs.map(({ name }) => ({ name, url: urls[name] ?? '' }));
}

function readSubgraphUrl(env: Environment, subgraph: SubgraphDefinition): string {
  return readConfig(env, { url: urlVariable(subgraph) }).url;
}

function urlVariable(subgraph: SubgraphDefinition): Variable<string> {
  const name = `${variablePrefix(subgraph.name)}_URL`;
  return url(name, ['http:', 'https:'], subgraph.url || undefined);
}

function refusedInProduction(name: string): Variable<'off'> {
  const parse = (value: string): 'off' => {
    if (value !== 'off') throw new Error('must be off where NODE_ENV is production');
    return value;
  };
  return { name, parse, fallback: { value: 'off' } };
}

function refusedWhereSet<T>(name: string, unset: T): Variable<T> {
  const parse = (): never => {
    throw new Error('must not be set where NODE_ENV is production');
  };
  return { name, parse, fallback: { value: unset } };
}

function fileContents(name: string, fallback: string): Variable<string> {
  const parse = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      throw new Error('must name a readable file');
    }
  };
  return { name, parse, fallback: { value: fallback } };
}

/** A JSON file with the `subject` and the `scopes` of a viewer. */
function viewerFile(
  name: string,
): Variable<{ readonly subject: string; readonly scopes: ReadonlySet<string> }> {
  const { parse: read } = fileContents(name, '');
  const parse = (file: string) => {
    const { subject, scopes }: { subject?: unknown; scopes?: unknown } = Object(parseJson(read(file)));
    if (typeof subject !== 'string' || !Array.isArray(scopes))
      throw new Error('must name a JSON file with "subject" and "scopes"');
    return { subject, scopes: new Set(scopes.map(String)) };
  };
  return { name, parse };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
