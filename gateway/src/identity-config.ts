import {
  ConfigError,
  type Environment,
  integer,
  oneOf,
  optional,
  readBoth,
  readConfig,
  text,
  type Variable,
} from '@supergraph/service-kit/config.ts';
import { developmentAudience, developmentIssuer } from '@supergraph/service-kit/identity/development-keys.ts';
import { privateKeyFile, publicKeysFile } from '@supergraph/service-kit/identity/key-file.ts';
import {
  type SignatureAlgorithm,
  signatureAlgorithms,
} from '@supergraph/service-kit/identity/token-verifier.ts';

/**
 * Reads the settings for authentication. Throws ConfigError with every problem. Times are milliseconds. The key that
 * signs requests to other processes is required if such requests are already known.
 */
export function readIdentityConfig(env: Environment, { signsRequests }: { readonly signsRequests: boolean }) {
  const strict = env.NODE_ENV === 'production';
  const internalKey = privateKeyFile('INTERNAL_PRIVATE_KEY_FILE');
  const readSettings = () =>
    readConfig(env, {
      clientKeysFile: optional(publicKeysFile('CLIENT_PUBLIC_KEYS_FILE')),
      tokenIssuer: strict ? text('TOKEN_ISSUER') : text('TOKEN_ISSUER', developmentIssuer),
      tokenAudience: strict ? text('TOKEN_AUDIENCE') : text('TOKEN_AUDIENCE', developmentAudience),
      tokenAlgorithms: algorithms('TOKEN_ALGORITHMS', ['ES256', 'RS256']),
      tokenClockSkewMs: integer('TOKEN_CLOCK_SKEW_MS', { min: 0, max: 300_000, fallback: 5_000 }),
      /** Handling of requests without a token. */
      anonymous: oneOf('ANONYMOUS', ['refuse', 'allow'], 'refuse'),
      /** Key that signs tokens for subgraphs in other processes. */
      internalKey: strict && signsRequests ? internalKey : optional(internalKey),
    });
  const readProvider = () =>
    readConfig(env, {
      url: optional(jwksUrl('CLIENT_JWKS_URL', strict)),
      timeoutMs: integer('CLIENT_JWKS_TIMEOUT_MS', { min: 100, max: 60_000, fallback: 5_000 }),
      refreshMs: integer('CLIENT_JWKS_REFRESH_MS', { min: 1_000, max: 86_400_000, fallback: 300_000 }),
      cooldownMs: integer('CLIENT_JWKS_COOLDOWN_MS', { min: 100, max: 600_000, fallback: 5_000 }),
      maxStaleMs: integer('CLIENT_JWKS_MAX_STALE_MS', {
        min: 1_000,
        max: 2_592_000_000,
        fallback: 86_400_000,
      }),
    });
  const [[settings, provider]] = readBoth(
    () => readBoth(readSettings, readProvider),
    () => checkOneSource(env, strict),
  );
  const { clientKeysFile, ...rest } = settings;
  return { ...rest, clientKeys: clientKeysOf(provider, clientKeysFile) };
}

/** Returns the source of the keys for client tokens: a URL, a file, or the development keys. */
function clientKeysOf<Provider extends { readonly url: string | undefined }, File>(
  provider: Provider,
  file: File | undefined,
) {
  const { url } = provider;
  if (url !== undefined) return { from: 'url', ...provider, url } as const;
  return file === undefined ? ({ from: 'development' } as const) : ({ from: 'file', file } as const);
}

function checkOneSource(env: Environment, strict: boolean): void {
  const [url, file] = [Boolean(env.CLIENT_JWKS_URL), Boolean(env.CLIENT_PUBLIC_KEYS_FILE)];
  if (url && file)
    throw new ConfigError(['CLIENT_JWKS_URL and CLIENT_PUBLIC_KEYS_FILE must not both be set']);
  if (strict && !url && !file)
    throw new ConfigError(['CLIENT_JWKS_URL or CLIENT_PUBLIC_KEYS_FILE is required but not set']);
}

/**
 * Creates a variable with the URL of a JWK set. An attacker who can change the answer in transit can impersonate
 * anyone, so production requires https or this machine.
 */
function jwksUrl(name: string, strict: boolean): Variable<string> {
  const parse = (value: string): string => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const isLocal = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
    if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && (isLocal || !strict)))
      throw new Error('must be a URL that starts with https://');
    if (url.username !== '' || url.password !== '') throw new Error('must be a URL without a password');
    return value;
  };
  return { name, parse };
}

/**
 * Creates a variable with signature algorithms, separated by commas. Refuses algorithms with a shared secret, and
 * `none`.
 */
function algorithms(
  name: string,
  fallback: readonly SignatureAlgorithm[],
): Variable<readonly SignatureAlgorithm[]> {
  const parse = (value: string): readonly SignatureAlgorithm[] =>
    value.split(',').map((word) => {
      const known = signatureAlgorithms.find((algorithm) => algorithm === word.trim());
      if (known === undefined) throw new Error(`must name some of ${signatureAlgorithms.join(', ')}`);
      return known;
    });
  return { name, parse, fallback: { value: fallback } };
}
