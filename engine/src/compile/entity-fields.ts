import type { FetchNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type InlineFragmentNode,
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { fragmentsOf } from './root-fields.ts';
import { usedVariables, withUsedVariables } from './used-variables.ts';

/** Field that a fetch selects on entities, with the type of the selection. */
export interface EntityField {
  readonly typeName: string;
  readonly fieldName: string;
}

/** Returns the fields that an entity fetch selects on its entities, without `__typename`. */
export function readEntityFields(node: FetchNode): readonly EntityField[] {
  const fields: EntityField[] = [];
  filterEntityFields(parse(node.operation, { noLocation: true }), (field) => fields.push(field) > 0);
  return fields;
}

/**
 * Returns the entity fetch with only those entity fields for which `keep` returns true, and the variables that they
 * use.
 */
export function keepEntityFields(node: FetchNode, keep: (field: EntityField) => boolean): FetchNode {
  const kept = filterEntityFields(parse(node.operation, { noLocation: true }), keep);
  const document = withUsedVariables(kept);
  const used = usedVariables(kept);
  return {
    ...node,
    operation: stripIgnoredCharacters(print(document)),
    variableUsages: (node.variableUsages ?? []).filter((name) => used.has(name)),
    contextRewrites: (node.contextRewrites ?? []).filter(
      (rewrite) => rewrite.kind === 'KeyRenamer' && used.has(rewrite.renameKeyTo),
    ),
  };
}

function filterEntityFields(document: DocumentNode, keep: (field: EntityField) => boolean): DocumentNode {
  const types: string[] = [];
  return visit(withoutNamedFragments(document), {
    InlineFragment: {
      enter: (fragment) => void types.push(fragment.typeCondition?.name.value ?? types.at(-1) ?? ''),
      leave(fragment) {
        types.pop();
        return fragment.selectionSet.selections.length === 0 ? null : undefined;
      },
    },
    Field(field) {
      const fieldName = field.name.value;
      if (fieldName === '_entities') return undefined;
      // Neither result descends, because only the entity's own fields matter.
      return fieldName === '__typename' || keep({ typeName: types.at(-1) ?? '', fieldName }) ? false : null;
    },
  });
}

/** Inlines named fragments, because a fragment may apply to entities in one place and to nested objects in another. */
function withoutNamedFragments(document: DocumentNode): DocumentNode {
  const fragments = fragmentsOf(document);
  if (fragments.size === 0) return document;
  return visit(document, {
    FragmentDefinition: () => null,
    FragmentSpread(spread): InlineFragmentNode | undefined {
      const fragment = fragments.get(spread.name.value);
      if (fragment === undefined) return undefined;
      const { typeCondition, selectionSet } = fragment;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: spread.directives ?? [], selectionSet };
    },
  });
}
