import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** What a fetch asks for of one object: how two answers about the same object come together. */
export type MergePlan = readonly MergeField[];

interface MergeField {
  /** The response name. */
  readonly name: string;
  /** Undefined for a leaf. */
  readonly children: MergePlan | undefined;
  /** The only values that another answer may replace; undefined where it may replace any. */
  readonly replaceable: ReadonlySet<unknown> | undefined;
}

/**
 * Reads from a subgraph operation which names its answer can have; selections on all types together. A subgraph that has
 * an interface as an @interfaceObject calls its objects by the interface's name: that gives way to an object's own type
 * name, and never takes its place.
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
 * Brings what a fetch found about an object into the object. Values are shared, not copied; names that were not asked
 * for stay outside, so that a subgraph cannot speak for another one.
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

/** Two answers for one place: objects come together, lists element by element, and nothing known becomes null. */
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
