import { hash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../json-object.ts';
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

/** Request whose answer can be in the cache, by the keys of its parts: the entities, or one for all root fields. */
export interface CacheQuestion {
  readonly everyone: readonly string[];
  readonly viewer: readonly string[];
  readonly viewerTag: string;
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

/** Reads the question of a query, or returns undefined if its answer is never cached. */
export function readQuestion(
  subgraph: string,
  request: SubgraphRequest,
  { everyone, viewer }: ClientKeys,
): CacheQuestion | undefined {
  const { representations, body, query } = request;
  const viewerTag = viewerTagOf(viewer);
  if (representations === undefined) {
    // Groups of entities are only requested for contexts.
    if (body.length > maxBodyLength || query.includes('_entities')) return undefined;
    const own = (key: string): readonly string[] => [keyOf(subgraph, key, body)];
    return { everyone: own(everyone), viewer: own(viewer), viewerTag, around: undefined };
  }
  const around = readAround(body, representations);
  if (around === undefined) return undefined;
  const operation = `${around.before}\n${around.after}`;
  const own = (key: string): readonly string[] => {
    const start = keyOf(subgraph, key, operation);
    return representations.map((text) => start + text);
  };
  return { everyone: own(everyone), viewer: own(viewer), viewerTag, around };
}

/** Returns the tag of all private values of a viewer. */
export function viewerTagOf(viewer: string): string {
  return `viewer ${hash('sha256', viewer, 'base64url')}`;
}

/** Cuts the representations out of a body. Quotes in the query's text are escaped, so the mark is not part of it. */
function readAround(body: string, representations: readonly string[]): Around | undefined {
  const start = body.indexOf(mark) + mark.length;
  if (start < mark.length) return undefined;
  const length = representations.reduce((sum, { length }) => sum + length + 1, -1);
  return { before: body.slice(0, start), after: body.slice(start + length) };
}

function keyOf(subgraph: string, client: string, operation: string): string {
  return hash('sha256', JSON.stringify([subgraph, client, operation]), 'base64url');
}

/** Value whose tags are computed from its representation and from the types inside it. */
interface TaggedValue {
  /** Undefined for root fields. */
  readonly representation: string | undefined;
  readonly types: readonly string[];
  /** Undefined for a public value. */
  readonly viewerTag: string | undefined;
}

/**
 * Creates a function that returns the tags of a value: its entity with each key value, the entity's type, and the types
 * inside it. An event about a product therefore ends the product and all lists of products. The function retains only
 * these texts.
 */
export function createTags({ representation, types, viewerTag }: TaggedValue): () => readonly string[] {
  return () => {
    const own = viewerTag === undefined ? [] : [viewerTag];
    const { __typename: type, ...fields } = readObject(representation);
    const ids = Object.values(fields).filter(
      (value) => typeof value === 'string' || typeof value === 'number',
    );
    const entity =
      type === undefined
        ? []
        : [typeTag(String(type)), ...ids.map((id) => entityTag(String(type), String(id)))];
    return [...own, ...entity, ...types.map(insideTag)];
  };
}

function readObject(text: string | undefined): JsonObject {
  const value: unknown = text === undefined ? {} : JSON.parse(text);
  return isJsonObject(value) ? value : {};
}

/** Returns the tags that a change of an entity ends, or of all entities of a type if there is no id. */
export function tagsOfChange(type: string, id: string | undefined): readonly string[] {
  return [id === undefined ? typeTag(type) : entityTag(type, id), insideTag(type)];
}

const typeTag = (type: string): string => `type ${type}`;
const entityTag = (type: string, id: string): string => `entity ${type} ${id}`;
const insideTag = (type: string): string => `inside ${type}`;
