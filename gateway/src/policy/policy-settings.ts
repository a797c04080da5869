import { derive, family, group, notSet, section } from '@supergraph/service-kit/config.ts';
import { flag, integer, oneOf, optional, text, withDefault } from '@supergraph/service-kit/variables.ts';
import { policiesModule } from './access-policies.ts';
import { origins } from './origins.ts';
import { manifestFile } from './persisted/manifest-file.ts';
import { recordFile } from './recording/record-file.ts';

/** Maximum value of a limit of cost. */
const maxCostLimit = 1_000_000_000;

const limits = section(
  {
    title: 'Limits of a request',
    about:
      'A request that breaks one of these limits is refused with 400 before it is validated, and `extensions` has the `figure` and the `limit`. A fragment counts each time it is spread, and of several operations the largest counts.',
  },
  {
    maxTokens: integer('MAX_TOKENS', {
      about: 'Lexical tokens of a document.',
      range: [10, 1_000_000],
      fallback: 10_000,
    }),
    // Parser, validation and planning recurse. Some hundreds of levels would overflow the stack.
    maxNesting: integer('MAX_NESTING', {
      about: 'Nesting of braces, brackets and parentheses, and of fragments in fragments.',
      range: [5, 300],
      fallback: 100,
    }),
    maxDirectives: integer('MAX_DIRECTIVES', { about: 'Directives.', range: [0, 10_000], fallback: 50 }),
    maxDepth: integer('MAX_DEPTH', { about: 'Nesting of fields.', range: [1, 300], fallback: 30 }),
    maxRootFields: integer('MAX_ROOT_FIELDS', { about: 'Root fields.', range: [1, 10_000], fallback: 20 }),
    maxAliases: integer('MAX_ALIASES', { about: 'Aliases.', range: [0, 100_000], fallback: 50 }),
    // Validation compares fields of the same name with each other: a thousand of them take a tenth of a second.
    maxSelections: integer('MAX_SELECTIONS', {
      about: 'Fields, fragment spreads and inline fragments together.',
      range: [10, 1_000_000],
      fallback: 1_000,
    }),
    maxVariableDepth: integer('MAX_VARIABLE_DEPTH', {
      about: 'Nesting of lists and objects in the variables.',
      range: [1, 100],
      fallback: 20,
    }),
    maxVariableValues: integer('MAX_VARIABLE_VALUES', {
      about: 'Values in the variables, at any depth.',
      range: [1, 10_000_000],
      fallback: 10_000,
    }),
    maxBatchSize: integer('MAX_BATCH_SIZE', {
      about: 'Operations in a batched request (a JSON list); `1` refuses lists.',
      range: [1, 100],
      fallback: 1,
    }),
  },
);

const cost = section(
  {
    title: 'Cost of an operation',
    about:
      'A costlier operation is refused with `COST_ESTIMATED_TOO_EXPENSIVE` before any request to a subgraph. An object costs 1, each further ten scalars after its first ten cost 1, and a mutation costs 10. `@cost` overrides these, and lists multiply by their length (`@listSize`). A limit of `0` means none.',
  },
  {
    // A hundred objects with some hundreds around each. A costlier operation returns megabytes.
    maxCost: integer('MAX_COST', {
      about: 'Estimated cost of an operation.',
      range: [0, maxCostLimit],
      fallback: 50_000,
    }),
    maxSubgraphCost: integer('MAX_SUBGRAPH_COST', {
      about: 'Estimated cost for each subgraph, over all of its fetches.',
      range: [0, maxCostLimit],
      fallback: 30_000,
    }),
    maxCosts: family('_MAX_COST', (name) => {
      const about = 'Estimated cost for one subgraph, as in `SHOP_MAX_COST` for `shop`.';
      const limit = integer(name, { about, range: [0, maxCostLimit] });
      return withDefault(limit, 0, '`MAX_SUBGRAPH_COST`');
    }),
    defaultListSize: integer('DEFAULT_LIST_SIZE', {
      about: 'Assumed length of a list without `@listSize`.',
      range: [0, 1_000_000],
      fallback: 10,
    }),
    scope: optional(
      text('COST_SCOPE', {
        about:
          'Scope of callers who receive the estimate in `extensions.cost` for the header `x-show-cost`, besides all callers outside production.',
        accepts: 'scope',
      }),
    ),
  },
);

const rates = section(
  {
    title: 'Rates',
    about:
      'A client is the subject of a token, or an address if there is no token. A request consumes its estimated cost, at least 1. Planning a new operation consumes its time, where 30 s cost the budget of a minute. Each gateway counts on its own, and `0` means no limit.',
  },
  {
    // Ten operations of the highest cost, or a thousand typical ones of a page. A client that serves many users with
    // one token needs more.
    perMinute: integer('RATE_LIMIT_PER_MINUTE', {
      about: 'Budget of a client per minute, beyond which it is refused with 429 and `Retry-After`.',
      range: [0, 1_000_000_000],
      fallback: 0,
      production: 500_000,
    }),
    failedTokensPerMinute: integer('FAILED_TOKENS_PER_MINUTE', {
      about: 'Rejected tokens (401) of one address per minute, beyond which only accepted ones are read.',
      range: [0, 1_000_000],
      fallback: 600,
    }),
    trustedProxies: integer('TRUST_PROXY', {
      about:
        "Proxies in front of the gateway: the client's address is read from `X-Forwarded-For`, which `0` ignores.",
      range: [0, 10],
      fallback: 0,
    }),
  },
);

const access = section(
  {
    title: 'Access',
    about:
      'A field that the caller may not see (`@authenticated`, `@requiresScopes`, `@policy`) is null, with `UNAUTHORIZED_FIELD_OR_TYPE`. A supergraph with a policy that the module of `POLICIES` lacks is refused.',
  },
  {
    traceScope: optional(
      text('TRACE_SCOPE', {
        about:
          'Scope of callers who receive [`extensions.trace`](engine.md#trace-an-operation) for the header `x-show-trace`, besides all callers if `DEVELOPMENT_PAGES` is on.',
        accepts: 'scope',
      }),
    ),
    policiesModule: policiesModule('POLICIES'),
    rejectUnauthorized: flag('REJECT_UNAUTHORIZED', {
      about: '`on` refuses the whole operation with 403 if the caller may not see one of its fields.',
      fallback: false,
    }),
    corsOrigins: origins('CORS_ORIGINS'),
    introspection: flag('INTROSPECTION', {
      about: 'Whether clients can introspect the schema.',
      fallback: true,
      production: false,
    }),
  },
);

const safelist = derive(
  group({
    mode: oneOf('SAFELIST', ['off', 'log', 'enforce'], {
      about: 'Treatment of operations outside the manifest: executed, also logged once each, or refused.',
      fallback: 'off',
    }),
    manifest: optional(manifestFile('SAFELIST_MANIFEST'), 'required unless `SAFELIST` is `off`'),
  }),
  ({ mode, manifest }) => {
    if (mode !== 'off' && manifest === undefined) throw notSet('SAFELIST_MANIFEST');
    return { mode, manifest };
  },
);

const persisted = section(
  {
    title: 'Persisted operations',
    about:
      'Clients may send the [id of an operation](typed-client.md#send-operations-by-id) instead of its text.',
  },
  {
    apq: flag('APQ', {
      about: 'Automatic persisted queries: a client may register any document that is executed.',
      fallback: true,
    }),
    safelist,
    requireId: flag('SAFELIST_REQUIRE_ID', {
      about: '`on` also refuses registered operations that are sent as text (`PERSISTED_QUERY_ID_REQUIRED`).',
      fallback: false,
    }),
    record: optional(recordFile('RECORD_OPERATIONS')),
  },
);

/**
 * Settings that limit what callers may request. The defaults are far above what applications send, and below what harms
 * the gateway.
 */
export const policySettings = { limits, cost, rates, access, persisted };
