import { type GraphQLCompositeType, type GraphQLSchema, isAbstractType } from 'graphql';

/** Object types that an object at one place of an operation can have. Equal scopes are the same object. */
export interface Scope {
  readonly key: string;
  readonly typeNames: ReadonlySet<string>;
}

/** Scopes of a schema. */
export interface Scopes {
  /** Returns the scope of any object of a type. */
  of(type: GraphQLCompositeType): Scope;
  /** Returns the part of a scope that a fragment on a type applies to. */
  narrow(scope: Scope, type: GraphQLCompositeType): Scope;
}

/** Creates the scopes of a schema. Each scope is created once. */
export function createScopes(schema: GraphQLSchema): Scopes {
  const byType = new Map<string, Scope>();
  const byKey = new Map<string, Scope>();
  const narrowed = new Map<Scope, Map<string, Scope>>();
  const scopeOf = (names: readonly string[]): Scope => {
    const typeNames = [...names].sort();
    const key = typeNames.join();
    return getOrAdd(byKey, key, () => ({ key, typeNames: new Set(typeNames) }));
  };
  const of = (type: GraphQLCompositeType): Scope =>
    getOrAdd(byType, type.name, () =>
      scopeOf(isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]),
    );
  const intersect = (scope: Scope, { typeNames }: Scope): Scope =>
    scopeOf([...typeNames].filter((name) => scope.typeNames.has(name)));
  return {
    of,
    narrow: (scope, type) =>
      getOrAdd(
        getOrAdd(narrowed, scope, () => new Map<string, Scope>()),
        type.name,
        () => intersect(scope, of(type)),
      ),
  };
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
