import type { GraphQLSchema } from 'graphql';
import type { ContextSource, ContextVariable } from '../compile/context-variables.ts';
import type { FlattenPath } from '../compile/field-paths.ts';
import { isOfType } from '../compile/possible-types.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';

/** Targets of a fetch that have the same values for all context variables. */
export interface ContextGroup {
  readonly targets: JsonObject[];
  /** Values as JSON text, by variable name. A variable without a value is absent. */
  readonly values: ReadonlyMap<string, string>;
  /**
   * Variables whose value is unknown, or is null although the type is non-null. Fields that need them cannot be
   * fetched.
   */
  readonly lacking: readonly string[];
}

/** Groups the objects at a path by the values of their context variables. */
export function groupByContext(
  variables: readonly ContextVariable[],
  path: FlattenPath,
  data: JsonObject,
  schema: GraphQLSchema,
): readonly ContextGroup[] {
  const groups = new Map<string, ContextGroup>();
  eachWithAncestors(data, path, 0, [], (ancestors, target) => {
    const values = new Map<string, string>();
    const lacking: string[] = [];
    for (const { name, isRequired, sources } of variables) {
      const value = readNearest(sources, ancestors, schema);
      if (value === undefined || (isRequired && (value === null || value === noContext))) lacking.push(name);
      else if (value !== noContext) values.set(name, JSON.stringify(value));
    }
    const key = JSON.stringify([...values, lacking]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { targets: [target], values, lacking });
    else known.targets.push(target);
  });
  return [...groups.values()];
}

/** Visits the objects at a path, each with its ancestors and itself as the last one. */
function eachWithAncestors(
  value: unknown,
  path: FlattenPath,
  index: number,
  ancestors: readonly JsonObject[],
  visit: (ancestors: readonly JsonObject[], target: JsonObject) => void,
): void {
  const segment = path[index];
  if (segment === '@') {
    if (!Array.isArray(value)) return;
    for (const element of value) eachWithAncestors(element, path, index + 1, ancestors, visit);
  } else if (isJsonObject(value)) {
    const chain = [...ancestors, value];
    if (segment === undefined) visit(chain, value);
    else eachWithAncestors(value[segment], path, index + 1, chain, visit);
  }
}

/** Value for a target without an ancestor that sets the context. */
const noContext = Symbol('no context');

/** Returns the value of the nearest object that sets the context, or undefined if that object lacks it. */
function readNearest(
  sources: readonly ContextSource[],
  ancestors: readonly JsonObject[],
  schema: GraphQLSchema,
): unknown {
  for (const { distance, path } of sources) {
    const value = readPath(ancestors.at(-1 - distance), path, 0, schema);
    if (value !== noContext) return value;
  }
  return noContext;
}

function readPath(value: unknown, path: readonly string[], index: number, schema: GraphQLSchema): unknown {
  const segment = path[index];
  if (segment === undefined || value === null) return value;
  if (Array.isArray(value)) {
    const values = value.map((element) => readPath(element, path, index, schema));
    return values.includes(undefined) ? undefined : values;
  }
  if (!isJsonObject(value)) return undefined;
  if (!segment.startsWith('... on ')) return readPath(value[segment], path, index + 1, schema);
  const isSet = isOfType(schema, String(value.__typename), segment.slice('... on '.length));
  return isSet ? readPath(value, path, index + 1, schema) : noContext;
}
