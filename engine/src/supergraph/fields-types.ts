import {
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';

/** Type that has fields and may be an entity. */
export type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Returns the document with each object and interface type replaced. */
export function mapFieldsTypes(document: DocumentNode, map: (type: FieldsType) => FieldsType): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      isFieldsType(definition) ? map(definition) : definition,
    ),
  };
}

/** Returns the object and interface types by name. */
export function fieldsTypesOf(document: DocumentNode): ReadonlyMap<string, FieldsType> {
  return new Map(document.definitions.filter(isFieldsType).map((type) => [type.name.value, type]));
}

function isFieldsType(node: { readonly kind: string }): node is FieldsType {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}
