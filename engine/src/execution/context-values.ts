import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { FlattenPath } from './fetch-targets.ts';
import { pathKey } from './field-paths.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { isOfType } from './possible-types.ts';

/** Variable of a fetch whose value comes from an object around the fetch's targets (`@fromContext`). */
export interface ContextVariable {
  readonly name: string;
  /** True if its type is non-null. */
  readonly isRequired: boolean;
  /** Possible sources of the value, the nearest object first. */
  readonly sources: readonly ContextSource[];
}

/** Place where a context's value may be. */
export interface ContextSource {
  /** Number of objects between the target and the object that sets the context; 0 for the target itself. */
  readonly distance: number;
  /** Names in the merged answer, and type conditions such as `... on User`. */
  readonly path: readonly string[];
}

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

/** Reads a fetch's context variables from the plan's rewrites. A rewrite renames a value to its variable. */
export function readContextVariables(
  rewrites: readonly FetchDataRewrite[],
  requiredVariables: ReadonlySet<string>,
): readonly ContextVariable[] {
  const sources = new Map<string, ContextSource[]>();
  for (const rewrite of rewrites) {
    if (rewrite.kind !== 'KeyRenamer') throw new Error('A context must be read from the answer');
    const distance = rewrite.path.filter((segment) => segment === '..').length;
    const source = { distance, path: rewrite.path.slice(distance) };
    sources.set(rewrite.renameKeyTo, [...(sources.get(rewrite.renameKeyTo) ?? []), source]);
  }
  return [...sources].map(([name, each]) => ({
    name,
    isRequired: requiredVariables.has(name),
    sources: each.toSorted((one, other) => one.distance - other.distance),
  }));
}

/** Returns the possible places of a variable's values as paths from the root, for a fetch of objects at a path. */
export function sourcePaths({ sources }: ContextVariable, path: FlattenPath): readonly string[] {
  const objects = path.filter((segment) => segment !== '@');
  return sources.map((source) => {
    const names = source.path.filter((segment) => !segment.startsWith('... on '));
    return pathKey([...objects.slice(0, objects.length - source.distance), ...names]);
  });
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
