import { isJsonObject } from '../json-object.ts';
import type { CostRules } from './cost-rules.ts';

/**
 * Returns the cost of an argument's value. An input object costs 1 plus its fields, a list its elements, a scalar or
 * enum 0. `@cost` on the argument, the input field or the type overrides this; a list then costs that weight once in
 * addition to its elements, as in Apollo's router.
 */
export function costOfInput(
  rules: CostRules,
  typeName: string,
  value: unknown,
  weight: number | undefined,
): number {
  if (value === null || value === undefined) return 0;
  const own = weight ?? rules.typeWeight(typeName);
  if (Array.isArray(value))
    return value.reduce<number>((all, each) => all + costOfInput(rules, typeName, each, weight), own ?? 0);
  const fields = rules.inputFields(typeName);
  if (fields === undefined || !isJsonObject(value)) return own ?? 0;
  let cost = own ?? 1;
  for (const [name, field] of fields) {
    const given = value[name];
    cost += costOfInput(rules, field.typeName, given === undefined ? field.fallback : given, field.weight);
  }
  return cost;
}
