import {
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  typeFromAST,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { closedSchema, described, inputSchemaOf, type JsonSchema, type Property } from './input-schema.ts';
import { findPrivatePaths, type Mark, readComment } from './marks.ts';
import { outputSchemaOf } from './output-schema.ts';

/** Operation of the manifest that is offered to programs: as a tool, as a REST route, or as both. */
export interface PublishedOperation {
  /** Id in the manifest. */
  readonly id: string;
  readonly name: string;
  readonly document: string;
  readonly kind: 'query' | 'mutation';
  readonly marks: ReadonlySet<Mark>;
  readonly description: string;
  /** Variables of an example call. */
  readonly example: Readonly<Record<string, unknown>> | undefined;
  readonly variables: readonly PublishedVariable[];
  /** JSON Schema of the variables. */
  readonly input: JsonSchema;
  /** JSON Schema of the data. */
  readonly output: JsonSchema;
  /** JSON Schema of the data without private fields. */
  readonly publicOutput: JsonSchema;
  /** Paths of response keys, joined by dots, of private fields. */
  readonly privatePaths: ReadonlySet<string>;
  /** True if the variable `idempotencyKey` makes repeating the operation safe. */
  readonly takesKey: boolean;
  /** Scopes and sign-in that its fields demand, as sentences. */
  readonly access: OperationAccess;
}

/** Variable of an operation. */
export interface PublishedVariable extends Property {
  readonly type: GraphQLInputType;
}

/** Requirements of all fields of an operation. */
export interface OperationAccess {
  /** True if a caller without a token does not see all of it. */
  readonly needsToken: boolean;
  /** Lists of scopes. For all fields, the caller needs all scopes of one list in each entry. */
  readonly scopes: readonly (readonly (readonly string[])[])[];
}

/** Name of the variable that makes repeating a mutation safe. */
export const keyName = 'idempotencyKey';

/**
 * Reads an operation of the manifest. Returns undefined if it is not marked. Throws an Error whose message completes a
 * sentence about the operation if it is marked and cannot be offered.
 */
export function readPublishedOperation(
  { id, document: text }: { readonly id: string; readonly document: string },
  schema: GraphQLSchema,
  accessOf: (document: DocumentNode) => OperationAccess,
): PublishedOperation | undefined {
  const document = parseText(text);
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const commented = operations.map((each) => ({ operation: each, comment: readComment(each) }));
  if (!commented.some(({ comment: { marks } }) => marks.has('tool') || marks.has('rest'))) return undefined;
  const [only] = commented;
  if (only === undefined || commented.length > 1)
    throw new Error('must be the only operation of its document');
  const { operation, comment } = only;
  const [problem] = validate(schema, document);
  // The message of the validation may name fields that a contract hides, and /ready is public.
  if (problem) throw new Error('does not fit the schema', { cause: problem });
  const { name, operation: kind } = operation;
  const root = schema.getRootType(kind);
  if (name === undefined || name.value.length > 64)
    throw new Error('must have a name of at most 64 characters');
  if (kind === 'subscription' || !root) throw new Error('must be a query or a mutation');
  const variables = readVariables(operation, document, schema);
  const takesKey = variables.some((variable) => variable.name === keyName);
  if (kind === 'mutation' && !takesKey && !comment.marks.has('idempotent'))
    throw new Error(
      `must take the variable $${keyName} or have the mark @idempotent, since clients repeat requests`,
    );
  const privatePaths = findPrivatePaths(document);
  return {
    ...{
      id,
      name: name.value,
      document: text,
      kind,
      marks: comment.marks,
      variables,
      takesKey,
      privatePaths,
    },
    example: comment.example,
    description: comment.description || describeRoot(operation, root.getFields()),
    input: closedSchema(variables),
    output: outputSchemaOf(schema, root, document, new Set()),
    publicOutput: outputSchemaOf(schema, root, document, privatePaths),
    access: accessOf(document),
  };
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof RangeError)
      throw new Error(`does not parse: ${error.message}`);
    throw error;
  }
}

/** Returns the description of the first root field in the schema. */
function describeRoot(
  { selectionSet, name }: OperationDefinitionNode,
  fields: Readonly<Record<string, { readonly description?: string | null | undefined }>>,
): string {
  const [first] = selectionSet.selections;
  const field = first?.kind === Kind.FIELD ? fields[first.name.value] : undefined;
  return field?.description ?? `The operation ${name?.value}.`;
}

function readVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  document: DocumentNode,
  schema: GraphQLSchema,
): readonly PublishedVariable[] {
  const descriptions = describeVariables(document, schema);
  return variableDefinitions.map(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) throw new Error(`has a variable without a type: $${variable.name.value}`);
    const name = variable.name.value;
    const isKey = name === keyName;
    const description = descriptions.get(name) ?? '';
    const told = isKey ? `${description} Generated and told if it is omitted.`.trim() : description;
    const schemaOf = described(inputSchemaOf(type), told || getNamedType(type).description);
    return { name, type, schema: schemaOf, isRequired: isNonNullType(type) && !defaultValue && !isKey };
  });
}

/** Returns the descriptions of the arguments and input fields that variables are passed to. */
function describeVariables(document: DocumentNode, schema: GraphQLSchema): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const info = new TypeInfo(schema);
  const fields: string[] = [];
  visit(
    document,
    visitWithTypeInfo(info, {
      ObjectField: {
        enter: ({ name }) => {
          const parent = info.getParentInputType();
          const type = parent && getNamedType(parent);
          fields.push((isInputObjectType(type) && type.getFields()[name.value]?.description) || '');
        },
        leave: () => {
          fields.pop();
        },
      },
      Variable: ({ name }) => {
        const description = fields.at(-1) ?? info.getArgument()?.description;
        if (description && !found.has(name.value)) found.set(name.value, description);
      },
    }),
  );
  return found;
}
