import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** Merge plan: the selections of a fetch on one object, which decide how two answers about the object are merged. */
export type MergePlan = readonly MergeField[];

interface MergeField {
  /** Response name. */
  readonly name: string;
  /** Merge plan of the field's object, or undefined for a leaf. */
  readonly children: MergePlan | undefined;
  /** Values that another answer may replace, or undefined if it may replace any value. */
  readonly replaceable: ReadonlySet<unknown> | undefined;
}

/**
 * Creates a merge plan from the selections of a subgraph operation, for all types together. A subgraph with an
 * @interfaceObject returns the interface's name as the type of its objects. An object's own type name replaces that
 * name, never the reverse.
 */
export function createMergePlan(
  sets: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  interfaceObjects: ReadonlySet<string>,
): MergePlan {
  const fields = new Map<string, SelectionSetNode[]>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const inner = fields.get(name) ?? [];
        if (selection.selectionSet) inner.push(selection.selectionSet);
        fields.set(name, inner);
      } else {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (inner) collect(inner.selectionSet);
      }
    }
  };
  sets.forEach(collect);
  return [...fields].map(([name, inner]) => ({
    name,
    children: inner.length === 0 ? undefined : createMergePlan(inner, fragments, interfaceObjects),
    replaceable: name === '__typename' ? interfaceObjects : undefined,
  }));
}

/**
 * Merges an answer into an object. Values are shared, not copied. Names that the fetch did not select are ignored, so
 * that a subgraph cannot answer for another one.
 */
export function mergeAnswer(plan: MergePlan, target: JsonObject, source: JsonObject): void {
  for (const { name, children, replaceable } of plan) {
    const value = source[name];
    if (value === undefined) continue;
    const present = target[name];
    if (present === undefined || present === null) target[name] = value;
    else if (children !== undefined) mergeValue(children, present, value);
    else if (value !== null && (replaceable === undefined || replaceable.has(present))) target[name] = value;
  }
}

/** Merges two values of one place: objects by field, lists by element. A known value never becomes null. */
function mergeValue(plan: MergePlan, target: unknown, source: unknown): void {
  if (Array.isArray(target)) {
    if (!Array.isArray(source)) return;
    const length = Math.min(target.length, source.length);
    for (let i = 0; i < length; i++) {
      if (target[i] === null) target[i] = source[i];
      else mergeValue(plan, target[i], source[i]);
    }
  } else if (isJsonObject(target) && isJsonObject(source)) {
    mergeAnswer(plan, target, source);
  }
}
