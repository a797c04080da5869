import { type GraphQLCompositeType, type GraphQLSchema, isAbstractType } from 'graphql';

/** The object types that an object at one place of an operation can be of. */
export interface Scope {
  /** Equal for equal scopes. */
  readonly key: string;
  readonly typeNames: ReadonlySet<string>;
}

/** Scopes of a schema. */
export interface Scopes {
  /** Of anything of a type. */
  of(type: GraphQLCompositeType): Scope;
  /** Of what of a scope a fragment on a type applies to; where that is nothing, of all that the type can be. */
  narrow(scope: Scope, type: GraphQLCompositeType): Scope;
}

/** Scopes by type, each made once. */
export function createScopes(schema: GraphQLSchema): Scopes {
  const known = new Map<string, Scope>();
  const of = (type: GraphQLCompositeType): Scope => {
    const scope =
      known.get(type.name) ??
      createScope(isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]);
    known.set(type.name, scope);
    return scope;
  };
  return {
    of,
    narrow(scope, type) {
      const inside = of(type);
      if (inside.key === scope.key) return scope;
      const both = [...inside.typeNames].filter((name) => scope.typeNames.has(name));
      return both.length === 0 ? inside : createScope(both);
    },
  };
}

function createScope(names: readonly string[]): Scope {
  const typeNames = [...names].sort();
  return { key: typeNames.join(), typeNames: new Set(typeNames) };
}
