import {
  type ArgumentNode,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import {
  contextArgumentsOf,
  contextTypesOf,
  parseContextSelection,
  printContextSelection,
} from './context-arguments.ts';
import { parseFieldSet, printFieldSet } from './field-set.ts';
import { type FieldsType, fieldsTypesOf } from './fields-types.ts';

/** Real field that a virtual field stands for. */
export interface VirtualField {
  readonly name: string;
  readonly arguments: readonly ArgumentNode[];
}

/** Naming of virtual fields. Rewrite the field sets of all types first, then add the fields to the types. */
export interface VirtualFieldNaming {
  /** Virtual fields by name; complete once the field sets of every type are rewritten. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
  rewriteFieldSets(type: FieldsType): FieldsType;
  addFields(type: FieldsType): FieldsType;
}

/**
 * Creates names for virtual fields: for each field with arguments that a `@requires` or `@fromContext` selects, and
 * for each object of which contexts select different fields. Of such an object the planner would only fetch the
 * fields of one context. No existing field has such a name.
 */
export function createVirtualFields(supergraph: DocumentNode): VirtualFieldNaming {
  const types = fieldsTypesOf(supergraph);
  const contextTypes = contextTypesOf(supergraph);
  const contested = contestedFields(supergraph);
  const { virtualFields, nameOf } = createNames(types);
  const additions = new Map<string, Map<string, string>>();
  const addTo = (typeName: string, virtual: string, name: string): void => {
    const added = additions.get(typeName) ?? new Map<string, string>();
    additions.set(typeName, added.set(virtual, name));
  };
  const rewriteSelection = (
    selection: SelectionNode,
    typeName: string,
    isContext: boolean,
  ): SelectionNode => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = selection.typeCondition?.name.value ?? typeName;
      return { ...selection, selectionSet: rewriteSet(selection.selectionSet, inner, isContext) };
    }
    const { selectionSet, arguments: args = [], ...field } = selection;
    const type = fieldTypeName(types.get(typeName), field.name.value);
    const inner = selectionSet && type ? { selectionSet: rewriteSet(selectionSet, type, isContext) } : {};
    const isContested = isContext && selectionSet !== undefined && contested.has(field.name.value);
    if (args.length === 0 && !isContested) return { ...field, ...inner };
    const virtual = nameOf(field.name.value, args, isContested ? print(selectionSet) : '');
    for (const each of [typeName, ...implementersOf(types, typeName)]) addTo(each, virtual, field.name.value);
    return { ...field, ...inner, name: { kind: Kind.NAME, value: virtual } };
  };
  const rewriteSet = (set: SelectionSetNode, typeName: string, isContext: boolean): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => rewriteSelection(selection, typeName, isContext)),
  });

  return {
    virtualFields,
    rewriteFieldSets: (type: FieldsType): FieldsType => ({
      ...type,
      fields: (type.fields ?? []).map((field) =>
        mapFieldSets(field, {
          requires: (fieldSet) => printFieldSet(rewriteSet(parseFieldSet(fieldSet), type.name.value, false)),
          context: (name, selection) => {
            const set = parseContextSelection(selection);
            const [rewritten = set] = (contextTypes.get(name) ?? []).map((type) =>
              rewriteSet(set, type, true),
            );
            return printContextSelection(rewritten);
          },
        }),
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

/** Creates the names of virtual fields: one for each field with its arguments and its selections. */
function createNames(types: ReturnType<typeof fieldsTypesOf>) {
  const virtualFields = new Map<string, VirtualField>();
  const namesByText = new Map<string, string>();
  const nameOf = (name: string, args: readonly ArgumentNode[], inner: string): string => {
    const text = `${name}(${args.map(print).sort().join()})${inner}`;
    const known = namesByText.get(text);
    if (known !== undefined) return known;
    const virtual = freeName(types, `${name}__arguments${namesByText.size}`);
    namesByText.set(text, virtual);
    virtualFields.set(virtual, { name, arguments: args });
    return virtual;
  };
  return { virtualFields, nameOf };
}

/** Returns the fields of which context arguments select different fields. */
function contestedFields(supergraph: DocumentNode): ReadonlySet<string> {
  const selections = new Map<string, Set<string>>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) continue;
      collect(selection.selectionSet);
      if (selection.kind !== Kind.FIELD) continue;
      const texts = selections.get(selection.name.value) ?? new Set();
      selections.set(selection.name.value, texts.add(print(selection.selectionSet)));
    }
  };
  const joins = [...fieldsTypesOf(supergraph).values()]
    .flatMap((type) => type.fields ?? [])
    .flatMap((field) => field.directives ?? []);
  for (const { selection } of joins.flatMap(contextArgumentsOf)) collect(parseContextSelection(selection));
  return new Set([...selections].filter(([, texts]) => texts.size > 1).map(([name]) => name));
}

/** Functions that map the field sets of a field's `@join__field` directives. */
interface FieldSetMapping {
  readonly requires: (fieldSet: string) => string;
  readonly context: (name: string, selection: string) => string;
}

function mapFieldSets(field: FieldDefinitionNode, map: FieldSetMapping): FieldDefinitionNode {
  const directives = (field.directives ?? []).map((directive): ConstDirectiveNode => {
    if (directive.name.value !== 'join__field') return directive;
    const args = (directive.arguments ?? []).map((argument): ConstArgumentNode => {
      const { name, value } = argument;
      if (name.value === 'requires') return { ...argument, value: mapText(value, map.requires) };
      if (name.value !== 'contextArguments' || value.kind !== Kind.LIST) return argument;
      return { ...argument, value: { ...value, values: value.values.map((each) => mapContext(each, map)) } };
    });
    return { ...directive, arguments: args };
  });
  return { ...field, directives };
}

function mapContext(argument: ConstValueNode, map: FieldSetMapping): ConstValueNode {
  if (argument.kind !== Kind.OBJECT) return argument;
  const context = argument.fields.find(({ name }) => name.value === 'context')?.value;
  const name = context?.kind === Kind.STRING ? context.value : '';
  return {
    ...argument,
    fields: argument.fields.map((field) =>
      field.name.value === 'selection'
        ? { ...field, value: mapText(field.value, (text) => map.context(name, text)) }
        : field,
    ),
  };
}

function mapText(value: ConstValueNode, map: (text: string) => string): ConstValueNode {
  return value.kind === Kind.STRING ? { ...value, value: map(value.value), block: false } : value;
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
