import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  print,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { mapFetches } from '../planning/plan-fetches.ts';

/** Operation without the literals of custom scalars. */
export interface LiftedLiterals {
  readonly document: DocumentNode;
  /** Returns a plan of the operation with the client's literals restored. */
  readonly restore: (plan: QueryPlan) => QueryPlan;
}

/**
 * Replaces the literals of custom scalars with placeholder strings. The planner reads literals as JavaScript values:
 * 9007199254740993 and 1.10 would reach a subgraph as other numbers, and 1e400 could not be planned.
 */
export function liftScalarLiterals(document: DocumentNode, schema: GraphQLSchema): LiftedLiterals {
  const literals: string[] = [];
  const numbers = new Map<string, number>();
  const prefix = freePrefix(document);
  const typeInfo = new TypeInfo(schema);
  const lift = (value: ValueNode): ValueNode | undefined => {
    if (!isOfCustomScalar(typeInfo) || containsVariable(value)) return undefined;
    const text = print(value);
    // Equal literals get equal strings, because the planner merges equal fields.
    const number = numbers.get(text) ?? literals.push(text) - 1;
    numbers.set(text, number);
    return { kind: Kind.STRING, value: `${prefix}${number}` };
  };
  // A list is replaced by its elements, because only they certainly belong to the scalar.
  const visitor = {
    IntValue: lift,
    FloatValue: lift,
    StringValue: lift,
    EnumValue: lift,
    BooleanValue: lift,
    ObjectValue: lift,
  };
  const lifted: DocumentNode = visit(document, visitWithTypeInfo(typeInfo, visitor));
  if (literals.length === 0) return { document, restore: (plan) => plan };
  const standIn = new RegExp(`"${prefix}(\\d+)"`, 'g');
  const restoreText = (text: string): string =>
    text.replace(standIn, (_, number) => literals[Number(number)] ?? '');
  return {
    document: lifted,
    restore: (plan) => mapFetches(plan, (fetch) => ({ ...fetch, operation: restoreText(fetch.operation) })),
  };
}

/** Returns a prefix that no string of the document has. */
function freePrefix(document: DocumentNode): string {
  const text = print(document);
  let prefix = 'literal__';
  while (text.includes(prefix)) prefix += '_';
  return prefix;
}

/** Returns true if a custom scalar reads the visited value. Values inside it have no type. */
function isOfCustomScalar(typeInfo: TypeInfo): boolean {
  const type = getNamedType(typeInfo.getInputType());
  return !type || (isScalarType(type) && !isSpecifiedScalarType(type));
}

function containsVariable(value: ValueNode): boolean {
  if (value.kind === Kind.LIST) return value.values.some(containsVariable);
  if (value.kind === Kind.OBJECT) return value.fields.some((field) => containsVariable(field.value));
  return value.kind === Kind.VARIABLE;
}
