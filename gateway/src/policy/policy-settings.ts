// biome-ignore-all format: a declaration is one row of a table
import { derive, family, group, notSet, section } from '@supergraph/service-kit/config.ts';
import { flag, inProduction, integer, oneOf, optional, text, withDefault } from '@supergraph/service-kit/variables.ts';
import { policiesModule } from './access-policies.ts';
import { corsOrigins } from './origins.ts';
import { manifestFile } from './persisted/manifest-file.ts';
import { recordFile } from './recording/record-file.ts';

const limits = section('Limits of a request', {
  maxTokens: integer('MAX_TOKENS', 10_000, [10, 1_000_000], 'Lexical tokens of a document.'),
  // Parser, validation and planning recurse. Some hundreds of levels would overflow the stack.
  maxNesting: integer('MAX_NESTING', 100, [5, 300],
    'Nesting of braces, brackets and parentheses, and of fragments in fragments.'),
  maxDirectives: integer('MAX_DIRECTIVES', 50, [0, 10_000], 'Directives.'),
  maxDepth: integer('MAX_DEPTH', 30, [1, 300], 'Nesting of fields.'),
  maxRootFields: integer('MAX_ROOT_FIELDS', 20, [1, 10_000], 'Root fields.'),
  maxAliases: integer('MAX_ALIASES', 50, [0, 100_000], 'Aliases.'),
  // Validation compares fields of the same name with each other: a thousand of them take a tenth of a second.
  maxSelections: integer('MAX_SELECTIONS', 1_000, [10, 1_000_000],
    'Fields, fragment spreads and inline fragments together.'),
  maxVariableDepth: integer('MAX_VARIABLE_DEPTH', 20, [1, 100], 'Nesting of lists and objects in the variables.'),
  maxVariableValues: integer('MAX_VARIABLE_VALUES', 10_000, [1, 10_000_000], 'Values in the variables, at any depth.'),
  maxBatchSize: integer('MAX_BATCH_SIZE', 1, [1, 100],
    'Operations in a batched request (a JSON list); `1` refuses lists.'),
}, 'A request that breaks one of these limits is refused with 400 before it is validated, and `extensions` has the ' +
  '`figure` and the `limit`. A fragment counts each time it is spread, and of several operations the largest counts.');

const maxCost = [0, 1_000_000_000] as const;

const cost = section('Cost of an operation', {
  // A hundred objects with some hundreds around each. A costlier operation returns megabytes.
  maxCost: integer('MAX_COST', 50_000, maxCost, 'Estimated cost of an operation.'),
  maxSubgraphCost: integer('MAX_SUBGRAPH_COST', 30_000, maxCost,
    'Estimated cost for each subgraph, over all of its fetches.'),
  maxCosts: family('_MAX_COST', (name) => {
    const limit = integer(name, 0, maxCost, 'Estimated cost for one subgraph, as in `SHOP_MAX_COST` for `shop`.');
    return withDefault(limit, 0, '`MAX_SUBGRAPH_COST`');
  }),
  defaultListSize: integer('DEFAULT_LIST_SIZE', 10, [0, 1_000_000], 'Assumed length of a list without `@listSize`.'),
  scope: optional(text('COST_SCOPE', undefined, 'scope',
    'Scope of callers who receive the estimate in `extensions.cost` for the header `x-show-cost`.'),
    'none; outside production every caller receives it'),
}, 'A costlier operation is refused with `COST_ESTIMATED_TOO_EXPENSIVE` before any request to a subgraph. An object ' +
  'costs 1, each further ten scalars after its first ten cost 1, and a mutation costs 10. `@cost` overrides these, and ' +
  'lists multiply by their length (`@listSize`). A limit of `0` means none.');

const rates = section('Rates', {
  // Enough for ten operations of the highest cost, or a thousand typical ones. A client that serves many
  // users with one token needs more.
  perMinute: inProduction(integer('RATE_LIMIT_PER_MINUTE', 0, [0, 1_000_000_000],
    'Budget of a client per minute, beyond which it is refused with 429 and `Retry-After`.'), 500_000),
  failedTokensPerMinute: integer('FAILED_TOKENS_PER_MINUTE', 600, [0, 1_000_000],
    'Rejected tokens (401) of one address per minute, beyond which only accepted ones are read.'),
  trustedProxies: integer('TRUST_PROXY', 0, [0, 10],
    "Proxies in front of the gateway: the client's address is read from `X-Forwarded-For`, which `0` ignores."),
}, 'A client is the subject of a token, or an address if there is no token. A request consumes its estimated cost, at ' +
  'least 1. Planning a new operation consumes its time, where 30 s cost the budget of a minute. Each gateway counts on ' +
  'its own unless `REDIS_URL` is set, and failed tokens always. `0` means no limit.');

const access = section('Access', {
  traceScope: optional(text('TRACE_SCOPE', undefined, 'scope',
    'Scope of callers who receive [`extensions.trace`](engine.md#trace-an-operation) for the header `x-show-trace`.'),
    'none; with `DEVELOPMENT_PAGES` every caller receives it'),
  policiesModule: optional(policiesModule, '`policies.ts` beside the supergraph, if it exists'),
  rejectUnauthorized: flag('REJECT_UNAUTHORIZED', false,
    '`on` refuses the whole operation with 403 if the caller may not see one of its fields.'),
  corsOrigins,
  introspection: inProduction(flag('INTROSPECTION', true, 'Whether clients can introspect the schema.'), false),
}, 'A field that the caller may not see (`@authenticated`, `@requiresScopes`, `@policy`) is null, with ' +
  '`UNAUTHORIZED_FIELD_OR_TYPE`. A supergraph with a policy that the module of `POLICIES` lacks is refused.');

const safelist = derive(group({
  mode: oneOf('SAFELIST', 'off', ['off', 'log', 'enforce'],
    'Treatment of operations outside the manifest: executed, also logged once each, or refused.'),
  manifest: optional(manifestFile, 'required unless `SAFELIST` is `off`'),
}), ({ mode, manifest }) => {
  if (mode !== 'off' && manifest === undefined) throw notSet('SAFELIST_MANIFEST');
  return { mode, manifest };
});

const persisted = section('Persisted operations', {
  apq: flag('APQ', true, 'Automatic persisted queries: a client may register any document that is executed.'),
  safelist,
  requireId: flag('SAFELIST_REQUIRE_ID', false,
    '`on` also refuses registered operations that are sent as text (`PERSISTED_QUERY_ID_REQUIRED`).'),
  record: optional(recordFile),
}, 'Clients may send the [id of an operation](typed-client.md#send-operations-by-id) instead of its text.');

/**
 * Settings that limit what callers may request. The defaults are far above what applications send, and below what harms
 * the gateway.
 */
export const policySettings = { limits, cost, rates, access, persisted };
