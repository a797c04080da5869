import {
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isInputType,
  isLeafType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import type { JsonObject } from '../json-object.ts';

/** Coerces variables. Returns undefined if graphql-js has to decide, as for invalid values. */
export type CoerceLeaves = (values: Readonly<Record<string, unknown>>) => JsonObject | undefined;

/** Variable whose type is a scalar or an enum. */
interface LeafVariable {
  readonly name: string;
  readonly type: GraphQLLeafType;
  readonly mayBeNull: boolean;
  /** Coerced default value, or undefined if there is none. */
  readonly fallback: unknown;
}

/**
 * Creates the coercion of an operation's variables, by the algorithm of the specification (CoerceVariableValues, 6.1.2).
 * Returns undefined if some variable is a list or an input object. For each request, graphql-js resolves the types by their
 * names again, which takes a tenth of the engine's time for a small query.
 */
export function createLeafCoercion(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): CoerceLeaves | undefined {
  const variables = definitions.map((definition) => readVariable(schema, definition));
  const leaves = variables.filter((variable) => variable !== undefined);
  return leaves.length === variables.length ? (values) => coerce(leaves, values) : undefined;
}

function readVariable(schema: GraphQLSchema, definition: VariableDefinitionNode): LeafVariable | undefined {
  const declared = inputTypeOf(schema, definition);
  const type = isNonNullType(declared) ? declared.ofType : declared;
  if (!isLeafType(type)) return undefined;
  const { defaultValue } = definition;
  const fallback = defaultValue && valueFromAST(defaultValue, type);
  return { name: definition.variable.name.value, type, mayBeNull: !isNonNullType(declared), fallback };
}

function inputTypeOf(
  schema: GraphQLSchema,
  { type: node }: VariableDefinitionNode,
): GraphQLInputType | undefined {
  const type = typeFromAST(schema, node);
  return isInputType(type) ? type : undefined;
}

function coerce(
  variables: readonly LeafVariable[],
  values: Readonly<Record<string, unknown>>,
): JsonObject | undefined {
  const coerced: JsonObject = {};
  for (const { name, type, mayBeNull, fallback } of variables) {
    if (!Object.hasOwn(values, name)) {
      if (fallback !== undefined) coerced[name] = fallback;
      else if (!mayBeNull) return undefined;
    } else if (values[name] === null && mayBeNull) coerced[name] = null;
    else {
      const value = parseValue(type, values[name]);
      if (value === undefined) return undefined;
      coerced[name] = value;
    }
  }
  return coerced;
}

/** Returns a coerced value, or undefined if it is null or not valid for the type. */
function parseValue(type: GraphQLLeafType, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  try {
    return type.parseValue(value);
  } catch {
    return undefined;
  }
}
