import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { PlanningError } from '../planning/operation-planner.ts';
import { type Deferral, deferOf, labelOf } from './deferral.ts';
import { fragmentsOf } from './root-fields.ts';

/** Deferred fragment of an operation, at one place of its selections (specification, Defer Usage). */
export interface DeferUsage {
  /** Label for the planner; unique in the operation. */
  readonly label: string;
  /** Label that the client gave, or undefined if it gave none. */
  readonly clientLabel: string | undefined;
  /** Deferred fragment around this one, or undefined if there is none. */
  readonly parent: DeferUsage | undefined;
}

/** Operation whose deferred fragments have labels of our own. */
export interface DeferredDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Fields of this document that the caller is refused. */
  readonly refused: ReadonlySet<FieldNode>;
  /** Deferred fragments by their labels. Empty if the operation has none. */
  readonly usages: ReadonlyMap<string, DeferUsage>;
}

/** Operation to write with its deferred fragments. */
export interface DeferSource {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly refused: ReadonlySet<FieldNode>;
  readonly deferral: Deferral;
}

/** Maximum number of selections that are copied, because named fragments with @defer are written where they are spread. */
const maxCopies = 5_000;

/** Maximum number of deferred fragments. Apollo's planner compares each with all others. */
const maxUsages = 200;

/**
 * Gives each deferred fragment a label, by which the planner's parts are found. Writes named fragments with
 * an active @defer inline: the planner plans all parts with one label together, so each place needs its own
 * label. Removes each inactive @defer. Throws PlanningError if there are too many.
 */
export function createDeferredDocument({
  document,
  operation,
  refused,
  deferral,
}: DeferSource): DeferredDocument {
  const fragments = fragmentsOf(document);
  const usages = new Map<string, DeferUsage>();
  const newRefused = new Set(refused);
  const isDeferred = createIsDeferred(fragments, deferral);
  let copiesLeft = maxCopies;
  const rewriteSet = (set: SelectionSetNode, parent: DeferUsage | undefined): SelectionSetNode => {
    copiesLeft -= set.selections.length;
    if (copiesLeft < 0) throw tooMany();
    return { ...set, selections: set.selections.map((selection) => rewrite(selection, parent)) };
  };
  const rewrite = (selection: SelectionNode, parent: DeferUsage | undefined): SelectionNode => {
    if (selection.kind === Kind.FIELD) {
      if (selection.selectionSet === undefined) return selection;
      const field = { ...selection, selectionSet: rewriteSet(selection.selectionSet, parent) };
      if (refused.has(selection)) newRefused.add(field);
      return field;
    }
    const fragment = inlineFragment(selection);
    if (fragment === undefined) return withoutDefer(selection);
    const defer = deferOf(selection);
    if (defer === undefined || !deferral.isOn(defer))
      return { ...withoutDefer(fragment), selectionSet: rewriteSet(fragment.selectionSet, parent) };
    const usage: DeferUsage = { label: String(usages.size), clientLabel: labelOf(defer), parent };
    usages.set(usage.label, usage);
    if (usages.size > maxUsages) throw tooMany();
    const directives = [...(withoutDefer(fragment).directives ?? []), deferDirective(usage.label)];
    return { ...fragment, directives, selectionSet: rewriteSet(fragment.selectionSet, usage) };
  };
  /** Returns the fragment as an inline one, or undefined for a spread that stays. */
  const inlineFragment = (
    selection: InlineFragmentNode | FragmentSpreadNode,
  ): InlineFragmentNode | undefined => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
    const fragment = fragments.get(selection.name.value);
    if (fragment === undefined || !isDeferred(selection)) return undefined;
    const { typeCondition, selectionSet } = fragment;
    const { directives = [] } = selection;
    return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
  };
  const rewritten = { ...operation, selectionSet: rewriteSet(operation.selectionSet, undefined) };
  const plain = [...fragments.values()]
    .filter(({ selectionSet }) => !selectionSet.selections.some(isDeferred))
    .map((fragment) => ({ ...fragment, selectionSet: rewriteSet(fragment.selectionSet, undefined) }));
  return {
    document: { ...document, definitions: [rewritten, ...plain] },
    operation: rewritten,
    refused: newRefused,
    usages,
  };
}

/** Creates a function that returns true if a selection is deferred, or contains a selection that is. */
function createIsDeferred(
  fragments: ReturnType<typeof fragmentsOf>,
  deferral: Deferral,
): (selection: SelectionNode) => boolean {
  const known = new Map<string, boolean>();
  const inFragment = (name: string): boolean => {
    const found = known.get(name) ?? fragments.get(name)?.selectionSet.selections.some(isDeferred) === true;
    known.set(name, found);
    return found;
  };
  const isDeferred = (selection: SelectionNode): boolean => {
    const defer = selection.kind === Kind.FIELD ? undefined : deferOf(selection);
    if (defer !== undefined && deferral.isOn(defer)) return true;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return inFragment(selection.name.value);
    return selection.selectionSet?.selections.some(isDeferred) === true;
  };
  return isDeferred;
}

function withoutDefer<Fragment extends InlineFragmentNode | FragmentSpreadNode>(
  fragment: Fragment,
): Fragment {
  const directives = fragment.directives?.filter(({ name }) => name.value !== 'defer');
  return { ...fragment, ...(directives && { directives }) };
}

function deferDirective(label: string): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'defer' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'label' },
        value: { kind: Kind.STRING, value: label },
      },
    ],
  };
}

function tooMany(): PlanningError {
  return new PlanningError('PLANNING_LIMIT_EXCEEDED', 'An operation has too many deferred fragments');
}
