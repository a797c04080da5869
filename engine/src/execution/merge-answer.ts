import type { MergePlan } from '../compile/merge-plan.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';

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
