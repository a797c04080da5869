import { parse, visit } from 'graphql';

/** Traits of an operation that exceptions refer to. */
export interface OperationTraits {
  readonly fields: ReadonlySet<string>;
  /** Aliases that are names of fields. */
  readonly misleadingAliases: ReadonlySet<string>;
  readonly hasConditions: boolean;
  /** Whether the operation has a fragment on a union. */
  readonly hasUnionFragments: boolean;
}

/** Reads the traits of a valid operation. The generator's harmless aliases are not names of fields. */
export function readOperationTraits(query: string): OperationTraits {
  const fields = new Set<string>();
  const aliases = new Set<string>();
  let hasConditions = false;
  let hasUnionFragments = false;
  visit(parse(query), {
    Field(field) {
      fields.add(field.name.value);
      if (field.alias !== undefined) aliases.add(field.alias.value);
    },
    NamedType(type) {
      if (type.name.value === 'SearchResult') hasUnionFragments = true;
    },
    Directive() {
      hasConditions = true;
    },
  });
  const misleadingAliases = new Set([...aliases].filter((alias) => !/^a\d$|^kindOf$/.test(alias)));
  return { fields, misleadingAliases, hasConditions, hasUnionFragments };
}
