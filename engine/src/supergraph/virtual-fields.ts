import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { parseFieldSet, printFieldSet } from './field-set.ts';
import { type FieldsType, fieldsTypesOf } from './fields-types.ts';

/** What a virtual field stands for. */
export interface VirtualField {
  readonly name: string;
  readonly arguments: readonly ArgumentNode[];
}

/** How a supergraph gets its virtual fields: first every @requires is rewritten, then the types get the fields. */
export interface VirtualFieldNaming {
  /** By their names; complete when every type's @requires is rewritten. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
  rewriteRequires(type: FieldsType): FieldsType;
  addFields(type: FieldsType): FieldsType;
}

/** Gives each field with arguments that some @requires names a name of its own, which no field has yet. */
export function createVirtualFields(supergraph: DocumentNode): VirtualFieldNaming {
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
