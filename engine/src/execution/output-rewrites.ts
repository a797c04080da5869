import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isOfType } from '../compile/possible-types.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';

/** Applies a rewrite in place. `typeName` is the object's type if the answer has no `__typename`. */
export function rewriteOutput(
  rewrite: FetchDataRewrite,
  object: JsonObject,
  schema: GraphQLSchema,
  typeName: unknown,
): void {
  rewriteAt(rewrite, 0, object, schema, typeName);
}

function rewriteAt(
  rewrite: FetchDataRewrite,
  start: number,
  value: unknown,
  schema: GraphQLSchema,
  knownType?: unknown,
): void {
  if (Array.isArray(value)) {
    for (const element of value) rewriteAt(rewrite, start, element, schema, knownType);
    return;
  }
  const segment = rewrite.path[start];
  if (segment === undefined || !isJsonObject(value)) return;
  if (segment.startsWith('... on ')) {
    const type = value.__typename ?? knownType;
    const condition = segment.slice('... on '.length);
    if (typeof type === 'string' && isOfType(schema, type, condition))
      rewriteAt(rewrite, start + 1, value, schema, type);
    return;
  }
  if (start < rewrite.path.length - 1) rewriteAt(rewrite, start + 1, value[segment], schema);
  else if (rewrite.kind === 'ValueSetter') value[segment] = rewrite.setValueTo;
  else if (value[segment] !== undefined) {
    value[rewrite.renameKeyTo] = value[segment];
    delete value[segment];
  }
}
