import { dirname, join } from 'node:path';
import {
  ConfigError,
  derive,
  group,
  list,
  notSet,
  section,
  type Value,
  type Variable,
} from '@supergraph/service-kit/config.ts';
import {
  subgraphUrl,
  subgraphUrls,
  subscriptionsUrls,
} from '@supergraph/service-kit/subgraph/subgraph-urls.ts';
import { integer, optional, text, variable } from '@supergraph/service-kit/variables.ts';
import { readSupergraphFile, type SupergraphFile } from './supergraph-file.ts';

/** Source of the supergraph. Times are milliseconds. */
export type SupergraphSetting = Value<typeof source>;

/**
 * Declares the settings of the supergraph. Its subgraphs need an address, except those in this process. Without a file,
 * they are not known yet.
 */
export function supergraphSettings(inProcessSubgraphs: readonly string[]) {
  const settings = section('Supergraph', { source, urls: subgraphUrls, subscriptionsUrls });
  return derive(settings, ({ source, urls, subscriptionsUrls }) => {
    const named = source.from === 'file' ? source.file.subgraphs : [];
    const remote = named.filter(({ name }) => !inProcessSubgraphs.includes(name));
    const located = remote.map((subgraph) => ({
      variables: [],
      read: () => ({ name: subgraph.name, url: subgraphUrl(urls, subgraph) }),
    }));
    return { source, urls, subscriptionsUrls, subgraphs: list(located).read({}) };
  });
}

/** A file. With a contract it is that of the contract, beside the file that `SUPERGRAPH` names. */
interface FileSource {
  readonly from: 'file';
  readonly file: SupergraphFile;
  /** Folder of the file that `SUPERGRAPH` names. */
  readonly folder: string;
  readonly contract: string | undefined;
}

type NamedSource =
  | FileSource
  | { readonly from: 'url'; readonly url: string }
  | { readonly from: 'introspection' };

const supergraph: Variable<NamedSource> = variable('SUPERGRAPH', {
  about: 'Source of the composed supergraph, which is [followed](supergraph-sources.md) without a restart.',
  accepts: 'file, URL (https:// in production), or `introspect` (not in production)',
  parse(value, isProduction) {
    if (/^https?:/i.test(value)) return { from: 'url', url: parseUrl(value, isProduction) };
    if (value !== 'introspect')
      return { from: 'file', file: readSupergraphFile(value), folder: dirname(value), contract: undefined };
    if (isProduction) throw new Error('must name a file or a URL if NODE_ENV is production');
    return { from: 'introspection' };
  },
});

const contractName = variable('CONTRACT', {
  about:
    'Contract that is served instead of the whole graph: `contracts/<name>/supergraph.graphql` beside the file of `SUPERGRAPH`, without traces ([contracts](contracts.md)).',
  accepts: 'name, as in `partner`',
  parse(value) {
    if (/^[a-z][a-z0-9-]{0,40}$/.test(value)) return value;
    throw new Error('must be lower case letters, digits and hyphens');
  },
});

const keyHeader = variable('SUPERGRAPH_KEY_HEADER', {
  about: 'Header for requests to the URL of `SUPERGRAPH`.',
  accepts: 'header, as in `X-Hive-CDN-Key: secret`',
  secret: true,
  parse: (value) => {
    const [, name = '', content = ''] = /^([\w-]+):\s*(\S.*)$/.exec(value) ?? [];
    if (name === '') throw new Error('must be a header, as in "X-Key: secret"');
    return { name, value: content.trim() };
  },
});

const subgraphAddresses = variable('SUBGRAPHS', {
  about: 'Subgraphs whose schemas are fetched and composed.',
  accepts: 'list, as in `shop=http://localhost:4001/graphql,…`',
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
});

const uplinkEndpoints = variable('APOLLO_SCHEMA_CONFIG_DELIVERY_ENDPOINT', {
  about: 'Uplink endpoints.',
  accepts: 'list of URLs (https:// in production)',
  parse: (value, isProduction) => value.split(',').map((item) => parseUrl(item.trim(), isProduction)),
});

const about = 'Poll interval of a source that is not a file.';
const pollMs = integer('SUPERGRAPH_POLL_MS', 10_000, [1_000, 86_400_000], about);

const apolloKey = text('APOLLO_KEY', undefined, 'text', 'Key of Apollo Uplink, used without `SUPERGRAPH`.');

const source = derive(
  group({
    named: optional(supergraph, 'required, unless `APOLLO_KEY` is set'),
    contract: optional(contractName),
    header: optional(keyHeader),
    pollMs,
    subgraphs: optional(subgraphAddresses, 'required for `introspect`'),
    apiKey: optional({ ...apolloKey, secret: true }),
    graphRef: optional(text('APOLLO_GRAPH_REF', undefined, 'text', 'Graph and variant in Apollo Uplink.')),
    endpoints: optional(uplinkEndpoints, "Apollo's own"),
  }),
  ({ named, contract, header, pollMs, subgraphs, apiKey, graphRef, endpoints }) => {
    if (contract !== undefined && named?.from !== 'file')
      throw new ConfigError(['CONTRACT must not be set unless SUPERGRAPH names a file']);
    switch (named?.from) {
      case 'file':
        return contract === undefined ? named : contractOf(named, contract);
      case 'url':
        return { ...named, header, pollMs };
      case 'introspection':
        if (subgraphs === undefined) throw notSet('SUBGRAPHS');
        return { ...named, subgraphs, pollMs };
      default:
        if (apiKey === undefined && graphRef === undefined) throw notSet('SUPERGRAPH');
        if (apiKey === undefined) throw notSet('APOLLO_KEY');
        if (graphRef === undefined) throw notSet('APOLLO_GRAPH_REF');
        return { from: 'uplink' as const, apiKey, graphRef, endpoints, pollMs };
    }
  },
);

/** Returns the source of a contract of the graph in a file. Throws ConfigError. */
function contractOf(whole: FileSource, contract: string): FileSource {
  const contractPath = join(whole.folder, 'contracts', contract, 'supergraph.graphql');
  try {
    return { ...whole, file: readSupergraphFile(contractPath), contract };
  } catch (error) {
    const rule = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`CONTRACT: ${contractPath} ${rule}`], { cause: error });
  }
}

/** Checks a URL. Production requires https: a supergraph changed in transit could redirect every request. */
function parseUrl(value: string, isProduction: boolean): string {
  const protocols = isProduction ? ['https:'] : ['https:', 'http:'];
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new Error(
      `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );
  }
  return value;
}
