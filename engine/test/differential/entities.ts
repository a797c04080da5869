/** An object of the world. An entity holds its keys; every other object holds the seed of its values. */
export type WorldObject = Readonly<Record<string, unknown>>;

/** Number of entities in each family. Small, so that an entity occurs in many places. */
const FAMILY_SIZES: Readonly<Record<string, number>> = {
  Media: 12,
  Author: 6,
  Depot: 4,
  Review: 10,
  Order: 8,
};

/** Returns whether subgraphs refer to objects of this type by key. */
export function isEntityType(typeName: string): boolean {
  return familyOf(typeName) in FAMILY_SIZES;
}

/**
 * Returns an entity of the type, chosen by `bits`. In every subgraph, media with even numbers are books and
 * the others are films.
 */
export function createEntity(typeName: string, bits: number, asInterfaceObject: boolean): WorldObject {
  const family = familyOf(typeName);
  const size = FAMILY_SIZES[family] ?? 1;
  const number = typeName === family ? bits % size : (bits % (size / 2)) * 2 + (typeName === 'Film' ? 1 : 0);
  const __typename = family === 'Media' && !asInterfaceObject ? mediaTypeOf(`Media-${number}`) : family;
  if (family !== 'Depot') return { __typename, id: `${family}-${number}` };
  return {
    __typename,
    code: `${number}`,
    country: { __typename: 'Country', iso: number % 2 === 0 ? 'fr' : 'de' },
  };
}

/** Returns whether an id belongs to a book or to a film. */
export function mediaTypeOf(id: string): string {
  return Number(id.slice('Media-'.length)) % 2 === 0 ? 'Book' : 'Film';
}

/** Returns the value of a key that an entity does not hold, derived from one that it holds. */
export function keyOf(source: WorldObject, fieldName: string): string | undefined {
  if (typeof source.seed === 'string') return undefined;
  if (fieldName === 'id') return seedOf(source);
  return fieldName === 'handle' ? `@${seedOf(source).slice('Author-'.length)}` : undefined;
}

/**
 * Returns the seed of an object's values. An entity has the same seed in every subgraph and for each of its
 * keys.
 */
export function seedOf(source: WorldObject): string {
  const { __typename, seed, id, handle, code } = source;
  if (typeof seed === 'string') return seed;
  const family = familyOf(String(__typename));
  if (typeof id === 'string') return id;
  if (typeof handle === 'string') return `${family}-${handle.slice(1)}`;
  return `${family}-${code}`;
}

function familyOf(typeName: string): string {
  return typeName === 'Book' || typeName === 'Film' ? 'Media' : typeName;
}
