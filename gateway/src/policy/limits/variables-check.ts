import type { Refusal } from '@supergraph/service-kit/refusal.ts';
import { limitRefusal } from './limit-refusal.ts';

/** Limits of an operation's variables. */
export interface VariableLimits {
  /** Levels of nested lists and objects. */
  readonly maxVariableDepth: number;
  /** Number of all values, including lists, objects and their contents. */
  readonly maxVariableValues: number;
}

/**
 * Returns the refusal of variables that are too deep or too many, or undefined. Variables that are not an object are
 * left to the server.
 */
export function checkVariables(variables: unknown, limits: VariableLimits): Refusal | undefined {
  const { maxVariableDepth, maxVariableValues } = limits;
  const counted = { values: 0, depth: 0 };
  count(variables, 0, counted, limits);
  if (counted.depth > maxVariableDepth) {
    return limitRefusal({
      code: 'MAX_VARIABLE_DEPTH_LIMIT',
      things: 'levels of lists and objects in its variables',
      figure: counted.depth,
      limit: maxVariableDepth,
      atLeast: true,
    });
  }
  if (counted.values > maxVariableValues) {
    return limitRefusal({
      code: 'MAX_VARIABLE_VALUES_LIMIT',
      things: 'values in its variables',
      figure: counted.values,
      limit: maxVariableValues,
      atLeast: true,
    });
  }
  return undefined;
}

/** Counts values until a limit is exceeded. The variables object itself is neither a level nor a value. */
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
