import { type Environment, integer, oneOf, optional, text } from '@supergraph/service-kit/config.ts';
import { maxCostLimit } from '../subgraphs/subgraph-variables.ts';
import { policiesModule } from './access-policies.ts';
import { origins } from './origins.ts';
import { manifestFile } from './persisted/manifest-file.ts';
import { recordFile } from './recording/record-file.ts';

/**
 * Returns the variables that limit what callers may request. The defaults are far above what applications send, and
 * below what harms the gateway.
 */
export function policyVariables(env: Environment) {
  const manifest = manifestFile('SAFELIST_MANIFEST');
  const inProduction = env.NODE_ENV === 'production';
  const safelistOff = env.SAFELIST === undefined || env.SAFELIST === '' || env.SAFELIST === 'off';
  return {
    maxTokens: integer('MAX_TOKENS', { min: 10, max: 1_000_000, fallback: 10_000 }),
    // Parser, validation and planning recurse. Some hundreds of levels would overflow the stack.
    maxNesting: integer('MAX_NESTING', { min: 5, max: 300, fallback: 100 }),
    maxDirectives: integer('MAX_DIRECTIVES', { min: 0, max: 10_000, fallback: 50 }),
    maxDepth: integer('MAX_DEPTH', { min: 1, max: 300, fallback: 30 }),
    maxRootFields: integer('MAX_ROOT_FIELDS', { min: 1, max: 10_000, fallback: 20 }),
    maxAliases: integer('MAX_ALIASES', { min: 0, max: 100_000, fallback: 50 }),
    // Validation compares fields of the same name with each other: a thousand of them take a tenth of a second.
    maxSelections: integer('MAX_SELECTIONS', { min: 10, max: 1_000_000, fallback: 1_000 }),
    maxVariableDepth: integer('MAX_VARIABLE_DEPTH', { min: 1, max: 100, fallback: 20 }),
    maxVariableValues: integer('MAX_VARIABLE_VALUES', { min: 1, max: 10_000_000, fallback: 10_000 }),
    maxBatchSize: integer('MAX_BATCH_SIZE', { min: 1, max: 100, fallback: 1 }),
    // Ten operations of the highest cost, or a thousand typical ones of a page. A client that serves many users with
    // one token needs more.
    rateLimitPerMinute: integer('RATE_LIMIT_PER_MINUTE', {
      min: 0,
      max: 1_000_000_000,
      fallback: inProduction ? 500_000 : 0,
    }),
    failedTokensPerMinute: integer('FAILED_TOKENS_PER_MINUTE', { min: 0, max: 1_000_000, fallback: 600 }),
    trustedProxies: integer('TRUST_PROXY', { min: 0, max: 10, fallback: 0 }),
    // A hundred objects with some hundreds around each. A costlier operation returns megabytes.
    maxCost: integer('MAX_COST', { min: 0, max: maxCostLimit, fallback: 50_000 }),
    maxSubgraphCost: integer('MAX_SUBGRAPH_COST', { min: 0, max: maxCostLimit, fallback: 30_000 }),
    defaultListSize: integer('DEFAULT_LIST_SIZE', { min: 0, max: 1_000_000, fallback: 10 }),
    costScope: optional(text('COST_SCOPE')),
    traceScope: optional(text('TRACE_SCOPE')),
    rejectUnauthorized: oneOf('REJECT_UNAUTHORIZED', ['on', 'off'], 'off'),
    policiesModule: policiesModule('POLICIES', env.SUPERGRAPH),
    corsOrigins: origins('CORS_ORIGINS'),
    introspection: oneOf('INTROSPECTION', ['on', 'off'], inProduction ? 'off' : 'on'),
    apq: oneOf('APQ', ['on', 'off'], 'on'),
    safelist: oneOf('SAFELIST', ['off', 'log', 'enforce'], 'off'),
    safelistManifest: safelistOff ? optional(manifest) : manifest,
    recordOperations: optional(recordFile('RECORD_OPERATIONS')),
    safelistRequireId: oneOf('SAFELIST_REQUIRE_ID', ['on', 'off'], 'off'),
  };
}
