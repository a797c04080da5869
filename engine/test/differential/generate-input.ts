import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { Random } from './random.ts';

/** The inputs of one operation: literals in its text, and variables with their definitions and values. */
export interface Inputs {
  readonly definitions: string[];
  readonly values: Record<string, unknown>;
  /** Returns `(name: value, …)`, or an empty string if no argument was drawn. */
  drawArguments(args: readonly GraphQLArgument[]): string;
  /** Returns a variable for @skip or @include. */
  drawCondition(): string;
}

/**
 * Creates the inputs of an operation. Variables are absent, null or given, with and without defaults, whole
 * or inside an input object.
 */
export function createInputs(random: Random): Inputs {
  const definitions: string[] = [];
  const values: Record<string, unknown> = {};

  const addVariable = (type: GraphQLInputType, canBeAbsent: boolean): string => {
    const name = `v${definitions.length}`;
    const isRequired = isNonNullType(type);
    const hasDefault = (isRequired && canBeAbsent) || random.chance(0.2);
    const fallback = hasDefault ? ` = ${printLiteral(drawValue(random, type), type)}` : '';
    definitions.push(`$${name}: ${type}${fallback}`);
    if ((isRequired && !hasDefault) || random.chance(0.6)) values[name] = drawValue(random, type);
    else if (!isRequired && random.chance(0.5)) values[name] = null;
    return `$${name}`;
  };

  const drawText = (type: GraphQLInputType): string => {
    if (random.chance(0.35)) return addVariable(type, random.chance(0.3));
    const bare = isNonNullType(type) ? type.ofType : type;
    if (!isInputObjectType(bare)) return printLiteral(drawValue(random, type), type);
    const fields = Object.values(bare.getFields()).filter(
      (field) => isRequiredInputField(field) || random.chance(0.4),
    );
    return `{ ${fields.map((field) => `${field.name}: ${drawText(field.type)}`).join(', ')} }`;
  };

  return {
    definitions,
    values,
    drawArguments(args) {
      const drawn = args.filter((arg) => isRequiredArgument(arg) || random.chance(0.6));
      return drawn.length === 0
        ? ''
        : `(${drawn.map(({ name, type }) => `${name}: ${drawText(type)}`).join(', ')})`;
    },
    drawCondition() {
      const name = `v${definitions.length}`;
      const hasDefault = random.chance(0.4);
      definitions.push(`$${name}: Boolean${hasDefault ? ` = ${random.chance(0.5)}` : '!'}`);
      if (!hasDefault || random.chance(0.5)) values[name] = random.chance(0.5);
      return `$${name}`;
    },
  };
}

function drawValue(random: Random, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return drawPresentValue(random, type.ofType);
  return random.chance(0.15) ? null : drawPresentValue(random, type);
}

function drawPresentValue(random: Random, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) throw new Error('A non-null type does not wrap another');
  if (isListType(type)) return Array.from({ length: random.below(3) }, () => drawValue(random, type.ofType));
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const wanted = Object.values(type.getFields()).filter((field) => isWanted(random, field));
    return Object.fromEntries(wanted.map((field) => [field.name, drawValue(random, field.type)]));
  }
  switch (type.name) {
    case 'Int':
      return random.below(10);
    case 'Float':
      return random.below(100) / 4;
    case 'Boolean':
      return random.chance(0.5);
    default:
      return `text-${random.below(10)}`;
  }
}

function isWanted(random: Random, field: GraphQLInputField): boolean {
  return isRequiredInputField(field) || random.chance(0.3);
}

function printLiteral(value: unknown, type: GraphQLInputType): string {
  const bare = isNonNullType(type) ? type.ofType : type;
  if (value === null) return 'null';
  if (isEnumType(bare)) return String(value);
  if (isListType(bare) && Array.isArray(value)) {
    return `[${value.map((item) => printLiteral(item, bare.ofType)).join(', ')}]`;
  }
  if (isInputObjectType(bare)) {
    const given = Object.entries(value ?? {});
    const fields = bare.getFields();
    return `{ ${given.flatMap(([name, inner]) => (fields[name] ? `${name}: ${printLiteral(inner, fields[name].type)}` : [])).join(', ')} }`;
  }
  return JSON.stringify(value);
}
