import {
  type Environment,
  integer,
  optional,
  readConfig,
  text,
  type Variable,
} from '@supergraph/service-kit/config.ts';
import { type SupergraphFile, supergraphFile } from './supergraph-file.ts';

/** Source of the supergraph. Times are milliseconds. */
export type SupergraphSetting =
  | { readonly from: 'file'; readonly file: SupergraphFile }
  | {
      readonly from: 'url';
      readonly url: string;
      readonly header: HttpHeader | undefined;
      readonly pollMs: number;
    }
  | {
      readonly from: 'uplink';
      readonly apiKey: string;
      readonly graphRef: string;
      /** Undefined for Apollo's default. */
      readonly endpoints: readonly string[] | undefined;
      readonly pollMs: number;
    }
  | {
      readonly from: 'introspection';
      readonly subgraphs: readonly SubgraphAddress[];
      readonly pollMs: number;
    };

/** Header that a registry requires, such as a key. */
export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** A subgraph and its GraphQL endpoint. */
export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
}

/** Reads the source of the supergraph. Throws ConfigError with every problem. */
export function readSupergraphSetting(env: Environment): SupergraphSetting {
  const strict = env.NODE_ENV === 'production';
  const { key, graphRef } = readConfig(env, {
    key: optional(text('APOLLO_KEY')),
    graphRef: optional(text('APOLLO_GRAPH_REF')),
  });
  if (env.SUPERGRAPH || (key === undefined && graphRef === undefined)) return readSupergraph(env, strict);
  const { apiKey, ref, ...uplink } = readConfig(env, {
    apiKey: text('APOLLO_KEY'),
    ref: text('APOLLO_GRAPH_REF'),
    endpoints: optional(urlList('APOLLO_SCHEMA_CONFIG_DELIVERY_ENDPOINT', strict)),
    pollMs,
  });
  return { from: 'uplink', apiKey, graphRef: ref, ...uplink };
}

const introspection = 'introspect';
const pollMs = integer('SUPERGRAPH_POLL_MS', { min: 1_000, max: 86_400_000, fallback: 10_000 });

function readSupergraph(env: Environment, strict: boolean): SupergraphSetting {
  const value = env.SUPERGRAPH ?? '';
  if (value === introspection) {
    const { subgraphs, ...rest } = readConfig(env, {
      supergraph: refusedInProduction(strict),
      subgraphs: subgraphAddresses,
      pollMs,
    });
    return { from: 'introspection', subgraphs, pollMs: rest.pollMs };
  }
  if (/^https?:/i.test(value)) {
    const { url, ...rest } = readConfig(env, { url: webAddress('SUPERGRAPH', strict), header, pollMs });
    return { from: 'url', url, ...rest };
  }
  return { from: 'file', file: readConfig(env, { file: supergraphFile('SUPERGRAPH') }).file };
}

function refusedInProduction(strict: boolean): Variable<string> {
  const parse = (value: string): string => {
    if (strict) throw new Error('must name a file or a URL if NODE_ENV is production');
    return value;
  };
  return { name: 'SUPERGRAPH', parse };
}

function webAddress(name: string, strict: boolean): Variable<string> {
  return { name, parse: (value) => parseUrl(value, strict) };
}

function urlList(name: string, strict: boolean): Variable<readonly string[]> {
  return { name, parse: (value) => value.split(',').map((item) => parseUrl(item.trim(), strict)) };
}

/** Checks a URL. Production requires https: a supergraph changed in transit could redirect every request. */
function parseUrl(value: string, strict: boolean): string {
  const protocols = strict ? ['https:'] : ['https:', 'http:'];
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new Error(
      `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );
  }
  return value;
}

const header: Variable<HttpHeader | undefined> = {
  name: 'SUPERGRAPH_KEY_HEADER',
  parse: (value) => {
    const [, name = '', content = ''] = /^([\w-]+):\s*(\S.*)$/.exec(value) ?? [];
    if (name === '') throw new Error('must be a header, as in "X-Key: secret"');
    return { name, value: content.trim() };
  },
  fallback: { value: undefined },
};

const subgraphAddresses: Variable<readonly SubgraphAddress[]> = {
  name: 'SUBGRAPHS',
  parse: (value) => {
    const addresses = value.split(',').map((item) => {
      const [, name = '', url = ''] = /^\s*([\w-]+)=(\S+)\s*$/.exec(item) ?? [];
      if (name === '' || !URL.canParse(url))
        throw new Error('must be a list such as name=http://host/graphql,…');
      return { name, url };
    });
    if (new Set(addresses.map(({ name }) => name)).size < addresses.length)
      throw new Error('must name each subgraph once');
    return addresses;
  },
};
