import {
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLScalarType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';

/** JSON Schema, in the dialect of MCP and OpenAPI 3.1 (2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Returns the JSON Schema of an input type. Input objects are written out where they are used, because many programs that
 * read schemas follow no references. An object inside of itself is any object.
 */
export function inputSchemaOf(type: GraphQLInputType, around: readonly string[] = []): JsonSchema {
  if (isNonNullType(type)) return notNull(type.ofType, around);
  return orNull(notNull(type, around));
}

function notNull(
  type: Exclude<GraphQLInputType, { readonly ofType: GraphQLNamedInputType }>,
  around: readonly string[],
): JsonSchema {
  if (isNonNullType(type)) return inputSchemaOf(type, around);
  if (isListType(type)) return { type: 'array', items: inputSchemaOf(type.ofType, around) };
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name) };
  if (!isInputObjectType(type)) return scalarSchema(type);
  if (around.includes(type.name)) return { type: 'object' };
  const fields = Object.values(type.getFields());
  return closedSchema(
    fields.map((field) => ({
      name: field.name,
      isRequired: isRequiredInputField(field),
      schema: described(inputSchemaOf(field.type, [...around, type.name]), field.description),
    })),
  );
}

/** Property of an object in a schema. */
export interface Property {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: JsonSchema;
}

/** Returns the schema of an object. */
export function objectSchema(properties: readonly Property[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])),
    required: properties.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  };
}

/** Returns the schema of an object that has no other properties. */
export function closedSchema(properties: readonly Property[]): JsonSchema {
  return { ...objectSchema(properties), additionalProperties: false };
}

/** Returns a schema that also accepts null, as a choice: some clients know no list of types. */
export function orNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.anyOf)) return { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] };
  // An unknown scalar accepts null already.
  return 'type' in schema ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** Returns a schema with a description, if there is one. */
export function described(schema: JsonSchema, description: string | null | undefined): JsonSchema {
  return description ? { ...schema, description } : schema;
}

/** Returns the schema of a scalar. One that neither GraphQL nor the table knows may be any JSON value. */
export function scalarSchema({ name }: Pick<GraphQLScalarType, 'name'>): JsonSchema {
  return scalars[name] ?? {};
}

/** GraphQL's scalars, and widely used ones as the package graphql-scalars names them. */
const scalars: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  Currency: { type: 'string' },
  Date: { type: 'string', format: 'date' },
  DateTime: { type: 'string', format: 'date-time' },
  EmailAddress: { type: 'string' },
  SafeInt: { type: 'integer' },
  URL: { type: 'string' },
  UUID: { type: 'string' },
};
