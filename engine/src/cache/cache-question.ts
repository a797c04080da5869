import { hash } from 'node:crypto';
import type { SubgraphRequest } from '../subgraphs/subgraph.ts';

/** Keys of a client. */
export interface ClientKeys {
  /**
   * Key of everything that a public answer depends on, besides the operation: the scopes and forwarded headers of the
   * client. Clients with equal keys share public answers.
   */
  readonly everyone: string;
  /** Key of the viewer: equal only for clients that may see the same private answers. Contains the other key. */
  readonly viewer: string;
}

/** Query whose answer can be in the cache. Its parts are the entities, or all root fields as one. */
export interface CacheQuestion {
  /** Groups of values of the operation: those that viewers share, and those of the viewer. */
  readonly everyone: string;
  readonly viewer: string;
  /** Name of each part in its group: the representation of the entity, or an empty text for root fields. */
  readonly names: readonly string[];
  readonly client: ClientKeys;
  /** Text around the representations, or undefined for root fields. */
  readonly around: Around | undefined;
}

/** Body of a request for entities, without the representations. */
interface Around {
  readonly before: string;
  readonly after: string;
}

/** Longest body whose answer is cached as a whole, in characters. */
const maxBodyLength = 100_000;

const mark = ',"variables":{"representations":[';

const rootFields = [''];

/** Reads the question of a query, or returns undefined if its answer is never cached. */
export function readQuestion(
  subgraph: string,
  { representations, body, query }: SubgraphRequest,
  client: ClientKeys,
): CacheQuestion | undefined {
  // Groups of entities are only requested for contexts.
  if (representations === undefined && (body.length > maxBodyLength || query.includes('_entities')))
    return undefined;
  const around = representations && readAround(body, representations);
  if (representations !== undefined && around === undefined) return undefined;
  const operation = around === undefined ? body : `${around.before}\n${around.after}`;
  return {
    everyone: groupOf(subgraph, client.everyone, operation),
    viewer: groupOf(subgraph, client.viewer, operation),
    names: representations ?? rootFields,
    client,
    around,
  };
}

/** Cuts the representations out of a body. Quotes in the query's text are escaped, so the mark is not part of it. */
function readAround(body: string, representations: readonly string[]): Around | undefined {
  const start = body.indexOf(mark) + mark.length;
  if (start < mark.length) return undefined;
  const length = representations.reduce((sum, { length }) => sum + length + 1, -1);
  return { before: body.slice(0, start), after: body.slice(start + length) };
}

function groupOf(subgraph: string, client: string, operation: string): string {
  return hash('sha256', JSON.stringify([subgraph, client, operation]), 'base64url');
}

/** Returns the elements of a list at some indexes, which are in order. */
export function partsOf<T>(all: readonly T[], indexes: readonly number[]): readonly T[] {
  if (indexes.length === all.length) return all;
  const wanted = new Set(indexes);
  return all.filter((_, index) => wanted.has(index));
}
