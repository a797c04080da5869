import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Returns the schema coordinates that an operation depends on: each type (`User`), field (`User.name`) and argument
 * (`Query.user.id`) that it uses. Of the input types and enums that it uses, every member counts, as the values of
 * variables are unknown. A field of an interface stands for that field of each type that implements it.
 */
export function usedCoordinates(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const touched = new Set<string>();
  const types = new TypeInfo(schema);
  const touchField = (): void => {
    const parent = types.getParentType();
    const field = types.getFieldDef();
    if (parent == null || field == null) return;
    touchMembers(getNamedType(field.type), touched);
    const owners = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
    for (const owner of owners) {
      touched.add(owner.name).add(`${owner.name}.${field.name}`);
    }
  };
  const touchArgument = (): void => {
    const parent = types.getParentType();
    const field = types.getFieldDef();
    const argument = types.getArgument();
    if (parent != null && field != null && argument != null)
      touched.add(`${parent.name}.${field.name}.${argument.name}`);
  };
  const touchInput = (): void => {
    const type = types.getInputType();
    if (type != null) touchMembers(getNamedType(type), touched);
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      enter(node: ASTNode) {
        if (node.kind === 'NamedType') touched.add(node.name.value);
        if (node.kind === 'Field') touchField();
        if (node.kind === 'Argument') touchArgument();
        if (node.kind === 'Argument' || node.kind === 'VariableDefinition') touchInput();
      },
    }),
  );
  return touched;
}

/** Adds a type with the members that depend on variables: the values of enums and the fields of inputs. */
function touchMembers(type: ReturnType<typeof getNamedType>, touched: Set<string>): void {
  if (type === undefined || touched.has(type.name)) return;
  touched.add(type.name);
  if (isEnumType(type)) for (const { name } of type.getValues()) touched.add(`${type.name}.${name}`);
  if (!isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    touched.add(`${type.name}.${field.name}`);
    touchMembers(getNamedType(field.type), touched);
  }
}
