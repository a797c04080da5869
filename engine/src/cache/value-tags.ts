import { hash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { CacheOrigin } from './cache-store.ts';

/**
 * Returns the tags of a value: its entity with each key value, the entity's type, and the types inside it. An event about a
 * product therefore ends the product and all lists of products.
 */
export function tagsOf(name: string, { types, viewerTag }: CacheOrigin): readonly string[] {
  const own = viewerTag === undefined ? [] : [viewerTag];
  const { __typename: type, ...fields } = readRepresentation(name);
  const ids = Object.values(fields).filter((value) => typeof value === 'string' || typeof value === 'number');
  const entity =
    type === undefined
      ? []
      : [typeTag(String(type)), ...ids.map((id) => entityTag(String(type), String(id)))];
  return [...own, ...entity, ...types.map(insideTag)];
}

/** Returns the tags that a change of an entity ends, or of all entities of a type if there is no id. */
export function tagsOfChange(type: string, id: string | undefined): readonly string[] {
  return [id === undefined ? typeTag(type) : entityTag(type, id), insideTag(type)];
}

/** Returns the tag of all private values of a viewer. */
export function viewerTagOf(viewer: string): string {
  return `viewer ${hash('sha256', viewer, 'base64url')}`;
}

/** Reads the representation of an entity. Root fields have none. */
function readRepresentation(name: string): JsonObject {
  const value: unknown = name === '' ? {} : JSON.parse(name);
  return isJsonObject(value) ? value : {};
}

const typeTag = (type: string): string => `type ${type}`;
const entityTag = (type: string, id: string): string => `entity ${type} ${id}`;
const insideTag = (type: string): string => `inside ${type}`;
