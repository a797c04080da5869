import { derive, group } from '@supergraph/service-kit/config.ts';
import { isLoopbackHost } from '@supergraph/service-kit/http/loopback-host.ts';
import { optional, text, variable } from '@supergraph/service-kit/variables.ts';

/** An OpenID provider at which visitors of the pages sign in. The pages are public clients without a secret. */
export interface SignInProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** Further parameters of requests for tokens. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Origins that the pages send requests to. */
  readonly origins: readonly string[];
}

/** URL that is safe from changes in transit: https, or http on this machine. */
function readSafeUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.host));
  if (url === undefined || !isSafe) throw new Error('must be https://, or http:// on this machine');
  if (url.username !== '' || url.password !== '') throw new Error('must have no password');
  return url;
}

const issuer = variable('SIGN_IN_ISSUER', {
  about: 'OpenID provider at which visitors of the pages sign in: the issuer, as its metadata names it.',
  accepts: 'URL: https://; http:// on this machine',
  parse: (value) => {
    readSafeUrl(value);
    return value;
  },
});

const parameters = variable<Readonly<Record<string, string>>>('SIGN_IN_PARAMETERS', {
  about: 'Further parameters of a sign-in, with which providers choose the audience of access tokens.',
  accepts: 'query, as in `audience=https://graph.example.com/`',
  fallback: {},
  parse: (value) => Object.fromEntries(new URLSearchParams(value)),
});

const origins = variable<readonly string[]>('SIGN_IN_ORIGINS', {
  about: "Origins of the provider's endpoints, if they are not the issuer's.",
  accepts: 'list, as in `https://oauth2.googleapis.com`',
  fallback: [],
  parse: (value) => value.split(',').map((origin) => readSafeUrl(origin.trim()).origin),
});

/** Settings of the sign-in to pages, or undefined if there is none. */
export const signInSettings = derive(
  group({
    issuer: optional(issuer),
    clientId: text(
      'SIGN_IN_CLIENT_ID',
      'pages',
      'text',
      'Id of the pages at the provider: a public client with PKCE, whose redirect URI is `<page>/signed-in`.',
    ),
    scope: text(
      'SIGN_IN_SCOPE',
      'openid offline_access',
      'scopes, separated by spaces',
      'Scopes that the pages request. `offline_access` asks for a refresh token.',
    ),
    parameters,
    origins,
  }),
  ({ issuer: of, origins: others, ...rest }): SignInProvider | undefined =>
    of === undefined ? undefined : { issuer: of, ...rest, origins: [new URL(of).origin, ...others] },
);
