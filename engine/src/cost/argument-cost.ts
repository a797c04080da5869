import { isJsonObject } from '../execution/json-object.ts';
import type { CostRules } from './cost-rules.ts';

/**
 * The cost of a value that is given for an argument: an input object counts 1 and its fields, a list its elements, a
 * scalar or enum nothing; `@cost` on the argument, on the field or on the type says otherwise.
 */
export function costOfInput(
  rules: CostRules,
  typeName: string,
  value: unknown,
  weight: number | undefined,
): number {
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value))
    return value.reduce<number>((all, each) => all + costOfInput(rules, typeName, each, weight), 0);
  const fields = rules.inputFields(typeName);
  if (fields === undefined || !isJsonObject(value)) return weight ?? rules.typeWeight(typeName) ?? 0;
  let cost = weight ?? 1;
  for (const [name, field] of fields) cost += costOfInput(rules, field.typeName, value[name], field.weight);
  return cost;
}
