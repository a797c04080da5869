import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { deferOf, labelOf } from './deferral.ts';
import type { DeferUsage } from './deferred-document.ts';
import { isOfType } from './possible-types.ts';

/** Selections of an object, with the deferred fragment that they are in; undefined if they are not deferred. */
export interface SelectedSet {
  readonly set: SelectionSetNode;
  readonly usage: DeferUsage | undefined;
}

/** Selected field, with the deferred fragment that it is in; undefined if it is not deferred. */
export interface SelectedField {
  readonly node: FieldNode;
  readonly usage: DeferUsage | undefined;
}

/** Fields that an object of one type has. */
export interface CollectedFields {
  readonly fields: ReadonlyMap<string, readonly SelectedField[]>;
  /** Fragments that are deferred at the object itself. */
  readonly begun: readonly DeferUsage[];
}

/** Source of the fields: the client's document, and the conditions of one set of variables. */
export interface FieldSource {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Deferred fragments by label. Empty for the form of a whole answer. */
  readonly usages: ReadonlyMap<string, DeferUsage>;
  /** Returns true if the @skip and @include of a selection include it. */
  readonly isIncluded: (selection: { readonly directives?: FieldNode['directives'] }) => boolean;
}

/** Collects the fields of an object of a type, with their deferred fragments (specification, CollectFields). */
export function collectFields(
  source: FieldSource,
  typeName: string,
  selected: readonly SelectedSet[],
): CollectedFields {
  const fields = new Map<string, SelectedField[]>();
  const begun: DeferUsage[] = [];
  const visited = new Map<DeferUsage | undefined, Set<FragmentDefinitionNode>>();
  const isFirstVisit = (fragment: FragmentDefinitionNode, usage: DeferUsage | undefined): boolean => {
    const fragments = visited.get(usage) ?? new Set();
    visited.set(usage, fragments);
    return fragments.size < fragments.add(fragment).size;
  };
  const collect = ({ set, usage }: SelectedSet): void => {
    for (const selection of set.selections) {
      if (!source.isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const field = { node: selection, usage };
        const others = fields.get(name);
        if (others) others.push(field);
        else fields.set(name, [field]);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : source.fragments.get(selection.name.value);
      if (fragment === undefined) continue;
      if (fragment.kind === Kind.FRAGMENT_DEFINITION && !isFirstVisit(fragment, usage)) continue;
      const condition = fragment.typeCondition?.name.value;
      if (condition !== undefined && !isOfType(source.schema, typeName, condition)) continue;
      const own = fragment.kind === Kind.INLINE_FRAGMENT ? usageOf(source, fragment) : undefined;
      if (own !== undefined) begun.push(own);
      collect({ set: fragment.selectionSet, usage: own ?? usage });
    }
  };
  selected.forEach(collect);
  return { fields, begun };
}

/**
 * Returns all deferred fragments of an object's selections, whatever its type: those around the selections, and those
 * that are deferred at the object itself.
 */
export function collectUsages(source: FieldSource, selected: readonly SelectedSet[]) {
  const around = selected.flatMap(({ usage }) => usage ?? []);
  const begun: DeferUsage[] = [];
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.INLINE_FRAGMENT || !source.isIncluded(selection)) continue;
      const usage = usageOf(source, selection);
      if (usage !== undefined) begun.push(usage);
      collect(selection.selectionSet);
    }
  };
  for (const { set } of selected) collect(set);
  return { begun, all: new Set([...around, ...begun]) };
}

function usageOf({ usages }: FieldSource, fragment: InlineFragmentNode): DeferUsage | undefined {
  const directive = usages.size === 0 ? undefined : deferOf(fragment);
  return directive && usages.get(labelOf(directive) ?? '');
}
