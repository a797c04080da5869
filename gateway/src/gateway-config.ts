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
  type Variable,
} from '@supergraph/service-kit/config.ts';
import { clientPatienceVariables } from '@supergraph/service-kit/http/client-patience.ts';
import { serverVariables } from '@supergraph/service-kit/http/server-variables.ts';
import { logLevels } from '@supergraph/service-kit/log.ts';
import { mode } from '@supergraph/service-kit/mode.ts';
import { headerNames } from './header-names.ts';
import { viewersFile } from './http/pages/viewers-file.ts';
import { siteFolders } from './http/static/site-folders.ts';
import { readIdentityConfig } from './identity-config.ts';
import { policyVariables } from './policy/policy-variables.ts';
import { faultVariables } from './subgraphs/fault-variables.ts';
import {
  readSubgraphVariables,
  type SubgraphDefinition,
  type SubgraphVariables,
  subgraphUrl,
} from './subgraphs/subgraph-variables.ts';
import { overrideLabels } from './supergraph/override-labels.ts';
import { readSupergraphSetting } from './supergraph/supergraph-config.ts';
import { warmUpOperations } from './supergraph/warm-up-operations.ts';

/** Settings of the gateway process. Times are milliseconds, sizes bytes. */
export type GatewayConfig = ReturnType<typeof readGatewayConfig>;

/**
 * Reads the settings. Throws ConfigError with every problem. Does not read the address of a subgraph in this process.
 * If there is such a subgraph, the key that signs requests to others is required only once there is another one.
 */
export function readGatewayConfig(env: Environment, inProcessSubgraphs: readonly string[] = []) {
  const strict = env.NODE_ENV === 'production';
  const readSettings = () =>
    readConfig(env, {
      mode,
      logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
      host: text('HOST', '127.0.0.1'),
      port: port('PORT', 4000),
      warmUpOperations: warmUpOperations('WARM_UP_OPERATIONS'),
      overrideLabels: overrideLabels('OVERRIDE_LABELS'),
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
      /** Folder of the development keys. Unused if keys are configured. */
      dataDir: text('DATA_DIR', '.data'),
      /** Sandbox and explorer, signed in as the viewer of DEVELOPMENT_VIEWER. */
      developmentPages: strict
        ? refusedInProduction('DEVELOPMENT_PAGES')
        : oneOf('DEVELOPMENT_PAGES', ['on', 'off'], 'off'),
      developmentViewer: optional(viewerFile('DEVELOPMENT_VIEWER')),
      /** Viewers that pages of this origin may sign in as, if the development pages are on. */
      developmentViewers: strict
        ? refusedWhereSet('DEVELOPMENT_VIEWERS', [])
        : viewersFile('DEVELOPMENT_VIEWERS'),
      /** JSON list of texts about problems in the sources of the graph, shown on `/ready`. */
      developmentProblems: strict
        ? refusedWhereSet('DEVELOPMENT_PROBLEMS', '')
        : text('DEVELOPMENT_PROBLEMS', ''),
      /** Folders of static files to serve. */
      pages: siteFolders('PAGES'),
      exampleQuery: fileContents('EXAMPLE_QUERY', '{ __typename }\n'),
      ...clientPatienceVariables(),
      ...policyVariables(env),
      ...faultVariables(),
    });
  const readSupergraph = () => {
    const [subgraphVariables, supergraph] = readBoth(
      () => readSubgraphVariables(env),
      () => readSupergraphSetting(env),
    );
    const named = supergraph.from === 'file' ? supergraph.file.subgraphs : [];
    const remote = named.filter(({ name }) => !inProcessSubgraphs.includes(name));
    return { supergraph, subgraphVariables, subgraphs: readSubgraphUrls(subgraphVariables, remote) };
  };
  const readIdentity = () => readIdentityConfig(env, { signsRequests: inProcessSubgraphs.length === 0 });
  const [[settings, identity], graph] = readBoth(() => readBoth(readSettings, readIdentity), readSupergraph);
  return { ...settings, ...identity, ...graph };
}

/** Reads the URL of every subgraph, or throws one ConfigError with all problems. */
function readSubgraphUrls(
  variables: SubgraphVariables,
  [first, ...rest]: readonly SubgraphDefinition[],
): readonly SubgraphDefinition[] {
  if (first === undefined) return [];
  const [url, others] = readBoth(
    () => subgraphUrl(variables, first),
    () => readSubgraphUrls(variables, rest),
  );
  return [{ name: first.name, url }, ...others];
}

function refusedInProduction(name: string): Variable<'off'> {
  const parse = (value: string): 'off' => {
    if (value !== 'off') throw new Error('must be off if NODE_ENV is production');
    return value;
  };
  return { name, parse, fallback: { value: 'off' } };
}

function refusedWhereSet<T>(name: string, unset: T): Variable<T> {
  const parse = (): never => {
    throw new Error('must not be set if NODE_ENV is production');
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

/** Creates a variable that names a JSON file with the `subject` and the `scopes` of a viewer. */
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
