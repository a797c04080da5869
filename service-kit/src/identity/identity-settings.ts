import { ConfigError, derive, group, section, type Value } from '../config.ts';
import type { Log } from '../log.ts';
import { integer, oneOf, optional, requiredInProduction, text, variable } from '../variables.ts';
import { developmentAudience, developmentIssuer, readOrCreateDevelopmentKeys } from './development-keys.ts';
import { privateKeyFile, publicKeysFile } from './key-file.ts';
import { createFixedKeys, followPublicKeys, type KeySource, startRemoteKeys } from './key-source.ts';
import { type SignatureAlgorithm, signatureAlgorithms } from './token-verifier.ts';

/** Settings for the identity of callers. Times are milliseconds. */
export type IdentityConfig = Value<ReturnType<typeof identitySettings>>;

/**
 * Declares the settings of a gateway for authentication. Production requires the key that signs requests to other
 * processes if such requests are already known.
 */
// biome-ignore format: a declaration is one row of a table
export const identitySettings = ({ signsRequests }: { readonly signsRequests: boolean }) => section('Tokens and keys', {
  issuer: requiredInProduction(text('TOKEN_ISSUER', developmentIssuer, 'text', "Required `iss` of a client's token.")),
  audience: requiredInProduction(
    text('TOKEN_AUDIENCE', developmentAudience, 'text', "Required `aud` of a client's token.")),
  algorithms,
  clockSkewMs: integer('TOKEN_CLOCK_SKEW_MS', 5_000, [0, 300_000],
    'Tolerated difference between the clocks of the identity provider and the gateway.'),
  anonymous: oneOf('ANONYMOUS', 'refuse', ['refuse', 'allow'],
    '`allow` also serves requests without a token; an invalid token is still rejected with 401.'),
  internalKey: signsRequests ? requiredInProduction(internalKey) : internalKey,
  clientKeys,
  provider: group({
    timeoutMs: integer('CLIENT_JWKS_TIMEOUT_MS', 5_000, [100, 60_000],
      'Timeout of a request to the identity provider.'),
    refreshMs: integer('CLIENT_JWKS_REFRESH_MS', 300_000, [1_000, 86_400_000],
      'Interval after which the keys are read again; a withdrawn key may be accepted for as long.'),
    cooldownMs: integer('CLIENT_JWKS_COOLDOWN_MS', 5_000, [100, 600_000],
      'Minimum interval between two requests to the provider, however many tokens name unknown keys.'),
    maxStaleMs: integer('CLIENT_JWKS_MAX_STALE_MS', 86_400_000, [1_000, 2_592_000_000],
      'Maximum age of the last good keys, beyond which every token is answered with 503.'),
  }),
}, 'Production requires exactly one of `CLIENT_JWKS_URL` and `CLIENT_PUBLIC_KEYS_FILE`. Key files are followed: ' +
  '[keys can be replaced](deploy.md#replace-keys) without a restart. A request without a token sees no data that ' +
  'belongs to a user or needs a scope.');

/** Starts to follow the keys for client tokens. Does not wait for an identity provider that does not answer. */
export async function startClientKeys(
  { clientKeys: keys, provider }: Pick<IdentityConfig, 'clientKeys' | 'provider'>,
  dataDir: string,
  log: Log,
): Promise<KeySource> {
  switch (keys.from) {
    case 'url':
      return startRemoteKeys({ url: keys.url, ...provider, log });
    case 'file':
      return followPublicKeys(keys.file, log);
    case 'development':
      return createFixedKeys((await readOrCreateDevelopmentKeys(dataDir, log)).client.publicKeys);
    default:
      return keys satisfies never;
  }
}

/**
 * URL of a JWK set. An attacker who can change the answer in transit can impersonate anyone, so production requires
 * https or this machine.
 */
const jwksUrl = variable('CLIENT_JWKS_URL', {
  about: "URL of the identity provider's keys (JWK set).",
  accepts: 'URL: https://; http:// outside production or on this machine',
  secret: true,
  parse: (value, isProduction) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const isLocal = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
    if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && (isLocal || !isProduction)))
      throw new Error('must be a URL that starts with https://');
    if (url.username !== '' || url.password !== '') throw new Error('must be a URL without a password');
    return value;
  },
});

/** Signature algorithms. Algorithms with a shared secret, and `none`, are refused. */
const algorithms = variable<readonly SignatureAlgorithm[]>('TOKEN_ALGORITHMS', {
  about: 'Accepted signatures of client tokens.',
  accepts: `list of ${signatureAlgorithms.join(', ')}`,
  fallback: ['ES256', 'RS256'],
  parse: (value) =>
    value.split(',').map((word) => {
      const known = signatureAlgorithms.find((algorithm) => algorithm === word.trim());
      if (known === undefined) throw new Error(`must name some of ${signatureAlgorithms.join(', ')}`);
      return known;
    }),
});

/** Private key that signs the requests of a gateway to subgraphs. */
export const internalKey = optional(
  privateKeyFile(
    'INTERNAL_PRIVATE_KEY_FILE',
    "Private JWK with a `kid` that signs the gateway's tokens for subgraphs.",
  ),
  'development keys',
);

/** Source of the keys for client tokens: a URL, a file, or the development keys. */
const clientKeys = derive(
  group({
    url: optional(jwksUrl, 'development keys'),
    file: optional(
      publicKeysFile('CLIENT_PUBLIC_KEYS_FILE', "File with the identity provider's keys (JWK set)."),
      'development keys',
    ),
  }),
  ({ url, file }, isProduction) => {
    if (url !== undefined && file !== undefined)
      throw new ConfigError(['CLIENT_JWKS_URL and CLIENT_PUBLIC_KEYS_FILE must not both be set']);
    if (url !== undefined) return { from: 'url', url } as const;
    if (file !== undefined) return { from: 'file', file } as const;
    if (!isProduction) return { from: 'development' } as const;
    throw new ConfigError(['CLIENT_JWKS_URL or CLIENT_PUBLIC_KEYS_FILE is required but not set']);
  },
);
