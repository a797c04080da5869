import {
  type DirectiveNode,
  type DocumentNode,
  type InputValueDefinitionNode,
  Kind,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';
import { createDirectiveFinder } from '../supergraph/linked-directives.ts';

/** Cost rules of a supergraph: `@cost` and `@listSize` (Federation 2.9). */
export interface CostRules {
  /** Returns the weight of an object type, scalar or enum. */
  typeWeight(typeName: string): number | undefined;
  fieldWeight(typeName: string, fieldName: string): number | undefined;
  listSize(typeName: string, fieldName: string): ListSize | undefined;
  argumentWeight(typeName: string, fieldName: string, argument: string): number | undefined;
  /** Returns the fields of an input object, or undefined for any other type. */
  inputFields(typeName: string): ReadonlyMap<string, InputField> | undefined;
}

/** Arguments of `@listSize` on a field. */
export interface ListSize {
  readonly assumedSize: number | undefined;
  /** Arguments that give the length of the list. */
  readonly slicingArguments: readonly string[];
  /** Fields of the returned object that are lists of this length. If empty, the returned list itself has it. */
  readonly sizedFields: readonly string[];
  readonly requireOneSlicingArgument: boolean;
}

/** Field of an input object. */
export interface InputField {
  readonly typeName: string;
  readonly weight: number | undefined;
  /** Default in the schema, or undefined if there is none. */
  readonly fallback: unknown;
}

/** Reads the weights and list sizes of a supergraph. */
export function createCostRules(supergraph: DocumentNode): CostRules {
  const find = createDirectiveFinder(supergraph, 'cost');
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  const inputs = new Map<string, ReadonlyMap<string, InputField>>();
  const weigh = (place: string, node: Parameters<typeof find>[0]): number | undefined => {
    const [weight] = find(node, 'cost').map((directive) => integer(directive, 'weight'));
    if (weight !== undefined) weights.set(place, weight);
    return weight;
  };
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || definition.name === undefined) continue;
    const typeName = definition.name.value;
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      inputs.set(
        typeName,
        inputFieldsOf(definition.fields ?? [], (node) => weigh('', node)),
      );
    } else if ('directives' in definition) weigh(typeName, definition);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      continue;
    for (const field of definition.fields ?? []) {
      const place = `${typeName}.${field.name.value}`;
      weigh(place, field);
      for (const argument of field.arguments ?? []) weigh(`${place}(${argument.name.value})`, argument);
      for (const directive of find(field, 'listSize')) listSizes.set(place, readListSize(directive));
    }
  }
  return {
    typeWeight: (typeName) => weights.get(typeName),
    fieldWeight: (typeName, fieldName) => weights.get(`${typeName}.${fieldName}`),
    listSize: (typeName, fieldName) => listSizes.get(`${typeName}.${fieldName}`),
    argumentWeight: (typeName, fieldName, argument) => weights.get(`${typeName}.${fieldName}(${argument})`),
    inputFields: (typeName) => inputs.get(typeName),
  };
}

function inputFieldsOf(
  fields: readonly InputValueDefinitionNode[],
  weigh: (node: InputValueDefinitionNode) => number | undefined,
): ReadonlyMap<string, InputField> {
  return new Map(
    fields.map((field) => {
      const fallback = field.defaultValue && valueFromASTUntyped(field.defaultValue);
      return [field.name.value, { typeName: namedType(field.type), weight: weigh(field), fallback }];
    }),
  );
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function readListSize(directive: DirectiveNode): ListSize {
  const required = argumentOf(directive, 'requireOneSlicingArgument');
  return {
    assumedSize: integer(directive, 'assumedSize'),
    slicingArguments: texts(directive, 'slicingArguments'),
    sizedFields: texts(directive, 'sizedFields'),
    requireOneSlicingArgument: required?.kind !== Kind.BOOLEAN || required.value,
  };
}

function argumentOf(directive: DirectiveNode, name: string) {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

function integer(directive: DirectiveNode, name: string): number | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}

function texts(directive: DirectiveNode, name: string): readonly string[] {
  const value = argumentOf(directive, name);
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((each) => (each.kind === Kind.STRING ? [each.value] : []));
}
