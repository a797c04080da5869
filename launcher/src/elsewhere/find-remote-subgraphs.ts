import { readFile } from 'node:fs/promises';
import { buildSupergraph, type SubgraphSdl } from '@supergraph/schema/compose-graph.ts';
import { type Environment, readConfig } from '@supergraph/service-kit/config.ts';
import { fetchText } from '@supergraph/service-kit/http/fetch-text.ts';
import { readOrCreateDevelopmentKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { internalKey } from '@supergraph/service-kit/identity/identity-settings.ts';
import { internalIssuer, internalTokenSeconds } from '@supergraph/service-kit/identity/token-purpose.ts';
import { createTokenSigner, type TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { subgraphUrl, subgraphUrls } from '@supergraph/service-kit/subgraph/subgraph-urls.ts';
import { readRemoteSchema } from './read-remote-schema.ts';

export interface RemoteOptions {
  /** Subgraphs of the registry that run elsewhere. */
  readonly names: readonly string[];
  /** Subgraphs that run here. */
  readonly local: readonly string[];
  /**
   * Location of the remote subgraphs: URL or file of a supergraph, GraphQL URL with `{name}`, or GraphQL URL of the only one.
   * Undefined if `<NAME>_URL` names each of them.
   */
  readonly rest: string | undefined;
  readonly env: Environment;
  readonly dataDir: string;
}

/**
 * Finds the subgraphs that run elsewhere, and reads the schema of each there. `<NAME>_URL` has precedence over `rest`. Throws
 * one Error with a line for each subgraph that cannot be used.
 */
export async function findRemoteSubgraphs(options: RemoteOptions): Promise<readonly SubgraphSdl[]> {
  const { env, dataDir } = options;
  const urls = readConfig(env, { subgraphUrls }).subgraphUrls;
  const located = await locate(options);
  const places = located.map(({ name, url }) => ({ name, url: subgraphUrl(urls, { name, url }) }));
  const sign = await createSigner(env, dataDir);
  const read = await Promise.allSettled(places.map((place) => readRemoteSchema(place, sign)));
  const problems = read.flatMap((each) => (each.status === 'rejected' ? [messageOf(each.reason)] : []));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

interface Place {
  readonly name: string;
  /** Empty if only `<NAME>_URL` can name it. */
  readonly url: string;
}

async function locate({ names, local, rest }: RemoteOptions): Promise<readonly Place[]> {
  if (rest === undefined) return names.map((name) => ({ name, url: '' }));
  if (rest.includes('{name}')) return names.map((name) => ({ name, url: rest.replaceAll('{name}', name) }));
  const [name = '', ...more] = names;
  if (more.length === 0 && /^https?:.*\/graphql$/i.test(rest)) return [{ name, url: rest }];
  const found = await readPlaces(rest);
  const others = found.filter(({ name }) => !local.includes(name));
  const missing = names.filter((name) => !others.some((each) => each.name === name));
  return [...others, ...missing.map((name) => ({ name, url: '' }))];
}

const maxBytes = 50_000_000;

/** Reads the names and URLs of subgraphs from a supergraph. */
async function readPlaces(rest: string): Promise<readonly Place[]> {
  const help =
    "It must be the URL or file of a supergraph, or a GraphQL URL with {name} in place of the subgraph's name.";
  const isUrl = /^https?:\/\//i.test(rest);
  try {
    const headers = { accept: 'text/plain, */*' };
    const sdl = isUrl
      ? (await fetchText(rest, { headers, timeoutMs: 10_000, maxBytes })).text
      : await readFile(rest, 'utf8');
    return buildSupergraph(sdl ?? '').subgraphsMetadata();
  } catch (cause) {
    throw new Error(`--rest ${rest} is no supergraph: ${messageOf(cause)}.\n${help}`, { cause });
  }
}

/** Creates the signer of requests: with the key of the gateway, or the development keys. */
async function createSigner(env: Environment, dataDir: string): Promise<TokenSigner> {
  const { internalKey: key } = readConfig(env, { internalKey });
  const privateKey = key?.initial ?? (await readOrCreateDevelopmentKeys(dataDir)).internal.privateKey;
  return createTokenSigner({
    privateKey: () => privateKey,
    purpose: 'internal',
    issuer: internalIssuer,
    ttlSeconds: internalTokenSeconds,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
