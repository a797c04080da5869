import { readFileSync } from 'node:fs';
import {
  ConfigError,
  derive,
  type Environment,
  group,
  notSet,
  section,
  type Value,
} from '@supergraph/service-kit/config.ts';
import { connectionLimitSettings } from '@supergraph/service-kit/http/connection-limits.ts';
import { identitySettings } from '@supergraph/service-kit/identity/identity-settings.ts';
import { developmentPageSettings } from '@supergraph/service-kit/pages/page-settings.ts';
import {
  dataDir,
  gatewayPort,
  processSettings,
  serverSettings,
} from '@supergraph/service-kit/service-settings.ts';
import { storeSettings } from '@supergraph/service-kit/store/store-settings.ts';
import { telemetrySettings } from '@supergraph/service-kit/telemetry/telemetry-settings.ts';
import {
  developmentOnly,
  flag,
  inProduction,
  integer,
  optional,
  text,
  variable,
} from '@supergraph/service-kit/variables.ts';
import { cacheSettings } from './cache/cache-settings.ts';
import { signInSettings } from './http/static/sign-in-settings.ts';
import { siteFolders } from './http/static/site-folders.ts';
import { liveSettings } from './live/live-settings.ts';
import { policySettings } from './policy/policy-settings.ts';
import { publishedSettings } from './published/published-settings.ts';
import { statusSettings } from './status/status-settings.ts';
import { subgraphSettings } from './subgraphs/subgraph-settings.ts';
import { supergraphSettings } from './supergraph/supergraph-settings.ts';
import { warmUpOperations } from './supergraph/warm-up-operations.ts';
import { logSubject } from './telemetry/caller-fields.ts';
import { workerCount } from './workers/worker-count.ts';

/** Settings of the gateway process. Times are milliseconds, sizes bytes. */
export type GatewayConfig = Value<ReturnType<typeof gatewaySettings>>;

/** Reads the settings. Throws ConfigError with every problem. */
export function readGatewayConfig(env: Environment): GatewayConfig {
  return gatewaySettings([]).read(env);
}

/**
 * Declares the settings. A subgraph in this process needs no address. If there is one, the key that signs
 * requests is required only if there is another subgraph.
 */
export function gatewaySettings(inProcessSubgraphs: readonly string[]) {
  const settings = group({
    ...processSettings,
    telemetry: telemetrySettings,
    logSubject,
    trustTraceparent,
    server: serverSettings(gatewayPort, { maxBodyBytes: 1_000_000 }),
    dataDir,
    connections: connectionLimitSettings,
    supergraph: supergraphSettings(inProcessSubgraphs),
    planning: planningSettings,
    subgraphs: subgraphSettings,
    cache: cacheSettings,
    identity: identitySettings({ signsRequests: inProcessSubgraphs.length === 0 }),
    ...policySettings,
    store: storeSettings,
    workers: workerCount,
    compression,
    live: liveSettings,
    status: statusSettings,
    pages: pageSettings,
    published: publishedSettings,
  });
  return derive(settings, (config) => {
    const { mcp, rest } = config.published;
    if ((mcp.isOn || rest) && config.persisted.safelist.manifest === undefined)
      throw notSet('SAFELIST_MANIFEST');
    if (config.cache.store === 'redis' && config.store.url === undefined) throw notSet('REDIS_URL');
    const hasStatus = config.pages.development || config.status.scope !== undefined;
    const telemetry = { ...config.telemetry, hasStatus };
    const problems = config.workers === 1 ? [] : problemsOfWorkers(config);
    if (problems.length > 0) throw new ConfigError(problems);
    return { ...config, telemetry };
  });
}

/** Returns the problems of settings that only one process can have. */
function problemsOfWorkers(config: {
  readonly persisted: { readonly record: unknown };
  readonly cache: { readonly store: string; readonly invalidationSecret: unknown };
}): readonly string[] {
  return [
    // Several processes would replace each other's file.
    ...(config.persisted.record === undefined ? [] : ['RECORD_OPERATIONS']),
    // A call would reach one of them.
    ...(config.cache.store === 'redis' || config.cache.invalidationSecret === undefined
      ? []
      : ['CACHE_INVALIDATION_SECRET']),
  ].map((name) => `${name} must not be set if WORKERS is more than 1`);
}

const trustTraceparent = inProduction(
  flag(
    'TRUST_TRACEPARENT',
    true,
    "`on` continues the trace of a client's `traceparent`; `off` begins a new one with a link to it.",
  ),
  false,
);

/** Labels of @override(label:). */
const overrideLabels = variable<readonly string[]>('OVERRIDE_LABELS', {
  about: 'Labels of `@override(label:)` that are on, besides those of the form `percent(n)`.',
  accepts: 'list, as in `new-prices,fast-lane`',
  fallback: [],
  parse: (value) => {
    const labels = value.split(',').map((label) => label.trim());
    const wrong = labels.find((label) => !/^[a-z][\w:./-]*$/i.test(label));
    if (wrong === undefined) return labels;
    throw new Error(`must be labels such as new-prices, separated by commas, got ${JSON.stringify(wrong)}`);
  },
});

/** Compression of answers. */
const compression = flag(
  'COMPRESSION',
  true,
  '`on` compresses JSON answers of 1,400 bytes or more for clients that accept zstd, br or gzip ([security](security.md#compression)).',
);

const exampleQuery = variable('EXAMPLE_QUERY', {
  about: 'Query that the development pages open with.',
  accepts: 'file',
  fallback: '{ __typename }\n',
  parse: readFile,
});

// biome-ignore format: a declaration is one row of a table
const planningSettings = section('Planning', {
  timeoutMs: integer('PLANNING_TIMEOUT_MS', 5_000, [10, 600_000],
    'Time limit of an operation, beyond which it is refused with `PLANNING_LIMIT_EXCEEDED`.'),
  maxMemoryMb: integer('PLANNING_MEMORY_MB', 1_024, [32, 32_000],
    'Heap of one thread; an operation that needs more is refused with `PLANNING_LIMIT_EXCEEDED`.'),
  warmUpOperations,
  overrideLabels,
}, 'Two threads plan operations. New operations of different clients are planned in turn, and one client takes at most ' +
  'one thread.');

// biome-ignore format: a declaration is one row of a table
const pageSettings = section('Pages', {
  sites: siteFolders,
  signIn: signInSettings,
  exampleQuery,
  ...developmentPageSettings,
  /** JSON list of texts about problems in the sources of the graph, shown on `/ready`. */
  problems: developmentOnly(optional(text('DEVELOPMENT_PROBLEMS', undefined, 'JSON file: list of strings',
    'File where `npm run dev` writes problems of the sources, which `/ready` and the explorer show.'))),
});

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error('must name a readable file');
  }
}
