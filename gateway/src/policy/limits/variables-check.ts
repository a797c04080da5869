import type { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { limitProblem } from './limit-problem.ts';

/** What the variables of an operation may come to at the most. */
export interface VariableLimits {
  /** Lists and objects inside each other. */
  readonly maxVariableDepth: number;
  /** All values together, lists and objects and what is in them. */
  readonly maxVariableValues: number;
}

/** The refusal of variables that are too deep or too many. What is no object of variables is left to the server. */
export function checkVariables(variables: unknown, limits: VariableLimits): HttpProblem | undefined {
  const { maxVariableDepth, maxVariableValues } = limits;
  const counted = { values: 0, depth: 0 };
  count(variables, 0, counted, limits);
  if (counted.depth > maxVariableDepth) {
    return limitProblem({
      code: 'MAX_VARIABLE_DEPTH_LIMIT',
      things: 'levels of lists and objects in its variables',
      figure: counted.depth,
      limit: maxVariableDepth,
      atLeast: true,
    });
  }
  if (counted.values > maxVariableValues) {
    return limitProblem({
      code: 'MAX_VARIABLE_VALUES_LIMIT',
      things: 'values in its variables',
      figure: counted.values,
      limit: maxVariableValues,
      atLeast: true,
    });
  }
  return undefined;
}

/** Counts until a limit is broken. The object of the variables itself is no level and no value. */
function count(
  value: unknown,
  depth: number,
  counted: { values: number; depth: number },
  limits: VariableLimits,
): void {
  if (typeof value !== 'object' || value === null) return;
  const inside: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  counted.values += inside.length;
  counted.depth = Math.max(counted.depth, depth);
  if (counted.values > limits.maxVariableValues || counted.depth > limits.maxVariableDepth) return;
  for (const one of inside) count(one, depth + 1, counted, limits);
}
