import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { parseFieldSet, printFieldSet } from './field-set.ts';

/** A supergraph that the planner plans correctly for, and how to get from its names to the real ones. */
export interface PlanningSupergraph {
  readonly document: DocumentNode;
  /** Fields that only the planner knows, each standing for a real field with the arguments of some @requires. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
}

/** What a virtual field stands for. */
export interface VirtualField {
  readonly name: string;
  readonly arguments: readonly ArgumentNode[];
}

type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Puts two things right that the planner takes from the supergraph as it is written: it enters a subgraph by a type's
 * first key, even one that does not resolve, so resolvable keys come first; and it takes a field of a @requires for the
 * same whatever its arguments are, so each such field with arguments becomes a field of its own.
 */
export function createPlanningSupergraph(supergraph: DocumentNode): PlanningSupergraph {
  const naming = createVirtualFields(supergraph);
  const rewritten = mapFieldsTypes(supergraph, (type) => naming.rewriteRequires(type));
  const document = mapFieldsTypes(rewritten, (type) => orderKeys(naming.addFields(type)));
  return { document, virtualFields: naming.virtualFields };
}

function createVirtualFields(supergraph: DocumentNode) {
  const types = fieldsTypesOf(supergraph);
  const virtualFields = new Map<string, VirtualField>();
  const namesByText = new Map<string, string>();
  const additions = new Map<string, Map<string, string>>();

  const virtualName = (name: string, args: readonly ArgumentNode[]): string => {
    const text = `${name}(${args.map(print).sort().join()})`;
    const known = namesByText.get(text);
    if (known !== undefined) return known;
    const virtual = freeName(types, `${name}__arguments${namesByText.size}`);
    namesByText.set(text, virtual);
    virtualFields.set(virtual, { name, arguments: args });
    return virtual;
  };
  const addTo = (typeName: string, virtual: string, name: string): void => {
    const added = additions.get(typeName) ?? new Map<string, string>();
    additions.set(typeName, added.set(virtual, name));
  };
  const rewriteSelection = (selection: SelectionNode, typeName: string): SelectionNode => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = selection.typeCondition?.name.value ?? typeName;
      return { ...selection, selectionSet: rewriteSet(selection.selectionSet, inner) };
    }
    const { selectionSet, arguments: args = [], ...field } = selection;
    const type = fieldTypeName(types.get(typeName), field.name.value);
    const inner = selectionSet && type ? { selectionSet: rewriteSet(selectionSet, type) } : {};
    if (args.length === 0) return { ...field, ...inner };
    const virtual = virtualName(field.name.value, args);
    for (const each of [typeName, ...implementersOf(types, typeName)]) addTo(each, virtual, field.name.value);
    return { ...field, ...inner, name: { kind: Kind.NAME, value: virtual } };
  };
  const rewriteSet = (set: SelectionSetNode, typeName: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => rewriteSelection(selection, typeName)),
  });

  return {
    virtualFields,
    rewriteRequires: (type: FieldsType): FieldsType => ({
      ...type,
      fields: (type.fields ?? []).map((field) =>
        mapRequires(field, (fieldSet) => printFieldSet(rewriteSet(parseFieldSet(fieldSet), type.name.value))),
      ),
    }),
    addFields: (type: FieldsType): FieldsType => {
      const added = [...(additions.get(type.name.value) ?? [])].flatMap(([virtual, name]) => {
        const field = type.fields?.find((candidate) => candidate.name.value === name);
        return field ? [{ ...field, name: { kind: Kind.NAME, value: virtual } as const, arguments: [] }] : [];
      });
      return { ...type, fields: [...(type.fields ?? []), ...added] };
    },
  };
}

function mapRequires(field: FieldDefinitionNode, map: (fieldSet: string) => string): FieldDefinitionNode {
  const directives = (field.directives ?? []).map((directive): ConstDirectiveNode => {
    if (directive.name.value !== 'join__field') return directive;
    const args = (directive.arguments ?? []).map((argument) =>
      argument.name.value === 'requires' && argument.value.kind === Kind.STRING
        ? { ...argument, value: { ...argument.value, value: map(argument.value.value), block: false } }
        : argument,
    );
    return { ...directive, arguments: args };
  });
  return { ...field, directives };
}

function orderKeys(type: FieldsType): FieldsType {
  const lasts = (directive: ConstDirectiveNode): boolean =>
    directive.name.value === 'join__type' &&
    (directive.arguments ?? []).some(
      ({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value,
    );
  const directives = type.directives ?? [];
  return { ...type, directives: [...directives.filter((each) => !lasts(each)), ...directives.filter(lasts)] };
}

function mapFieldsTypes(document: DocumentNode, map: (type: FieldsType) => FieldsType): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      isFieldsType(definition) ? map(definition) : definition,
    ),
  };
}

function fieldsTypesOf(document: DocumentNode): ReadonlyMap<string, FieldsType> {
  return new Map(document.definitions.filter(isFieldsType).map((type) => [type.name.value, type]));
}

function isFieldsType(node: { readonly kind: string }): node is FieldsType {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function implementersOf(types: ReadonlyMap<string, FieldsType>, typeName: string): readonly string[] {
  return [...types.values()]
    .filter((type) => type.interfaces?.some((each) => each.name.value === typeName))
    .map((type) => type.name.value);
}

function fieldTypeName(type: FieldsType | undefined, fieldName: string): string | undefined {
  let node = type?.fields?.find((field) => field.name.value === fieldName)?.type;
  while (node !== undefined && node.kind !== Kind.NAMED_TYPE) node = node.type;
  return node?.name.value;
}

function freeName(types: ReadonlyMap<string, FieldsType>, name: string): string {
  const isTaken = [...types.values()].some((type) => type.fields?.some((field) => field.name.value === name));
  return isTaken ? freeName(types, `${name}_`) : name;
}
