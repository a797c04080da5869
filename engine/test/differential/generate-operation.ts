import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { createInputs, type Inputs } from './generate-input.ts';
import type { Random } from './random.ts';

/** An operation that is valid against the schema, and its variables. */
export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Traits that shape a generated operation. */
export interface GenerationOptions {
  readonly kind: 'query' | 'mutation';
  /** Aliases that are names of other fields, which a planner may mistake for a key or a required field. */
  readonly hasMisleadingAliases: boolean;
}

const MAX_DEPTH = 4;
const MAX_FIELDS = 20;

/** Draws operations until one is valid, since drawn fields may conflict. */
export function generateOperation(
  schema: GraphQLSchema,
  random: Random,
  options: GenerationOptions,
): GeneratedOperation {
  for (;;) {
    const operation = drawOperation(schema, random, options);
    if (validate(schema, parse(operation.query)).length === 0) return operation;
  }
}

function drawOperation(
  schema: GraphQLSchema,
  random: Random,
  options: GenerationOptions,
): GeneratedOperation {
  const root = options.kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!root) throw new Error(`The schema has no ${options.kind} type`);
  const inputs = createInputs(random);
  const drawing: Drawing = { schema, random, options, inputs, fragments: [], fieldCount: 0 };
  const selections = drawSelections(drawing, root, 0);
  const definitions = inputs.definitions.length === 0 ? '' : `(${inputs.definitions.join(', ')})`;
  return {
    query: [`${options.kind} Op${definitions} ${selections}`, ...drawing.fragments].join('\n'),
    variables: inputs.values,
  };
}

interface Drawing {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly options: GenerationOptions;
  readonly inputs: Inputs;
  readonly fragments: string[];
  fieldCount: number;
}

function drawSelections(drawing: Drawing, type: GraphQLCompositeType, depth: number): string {
  const count = 1 + drawing.random.below(depth === 0 ? 3 : 4);
  const drawn = Array.from({ length: count }, () => drawSelection(drawing, type, depth));
  return `{ ${drawn.join(' ')} }`;
}

function drawSelection(drawing: Drawing, type: GraphQLCompositeType, depth: number): string {
  const { random } = drawing;
  if (depth > 0 && random.chance(0.1)) return `${random.chance(0.3) ? 'kindOf: ' : ''}__typename`;
  if (depth < MAX_DEPTH && random.chance(isAbstractType(type) ? 0.5 : 0.15))
    return drawFragment(drawing, type, depth);
  const field = isUnionType(type) ? undefined : drawField(drawing, type, depth);
  return field ?? '__typename';
}

function drawFragment(drawing: Drawing, type: GraphQLCompositeType, depth: number): string {
  const { random, fragments } = drawing;
  const candidates = overlappingTypes(drawing.schema, type);
  const objectTypes = candidates.filter(isObjectType);
  const condition = random.pick(random.chance(0.75) && objectTypes.length > 0 ? objectTypes : candidates);
  const directive = drawDirective(drawing);
  if (random.chance(0.3)) {
    const body = drawSelections(drawing, condition, depth + 1);
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${condition.name} ${body}`);
    return `...${name}${directive}`;
  }
  if (random.chance(0.15)) return `...${directive} ${drawSelections(drawing, type, depth + 1)}`;
  return `... on ${condition.name}${directive} ${drawSelections(drawing, condition, depth + 1)}`;
}

function drawField(
  drawing: Drawing,
  type: Exclude<GraphQLCompositeType, { getTypes(): unknown }>,
  depth: number,
): string | undefined {
  const { random } = drawing;
  const isDeep = depth >= MAX_DEPTH || drawing.fieldCount >= MAX_FIELDS;
  const fields = Object.values(type.getFields()).filter(
    (field) => !isDeep || isLeafType(getNamedType(field.type)),
  );
  if (fields.length === 0) return undefined;
  drawing.fieldCount += 1;
  const field = random.pick(fields);
  const args = drawing.inputs.drawArguments(field.args);
  const named = getNamedType(field.type);
  const inner = isCompositeType(named) ? ` ${drawSelections(drawing, named, depth + 1)}` : '';
  return `${drawAlias(drawing, field, fields)}${field.name}${args}${drawDirective(drawing)}${inner}`;
}

function drawAlias(
  { random, options }: Drawing,
  field: GraphQLField<unknown, unknown>,
  siblings: readonly GraphQLField<unknown, unknown>[],
): string {
  if (options.hasMisleadingAliases && random.chance(0.3)) return `${random.pick(siblings).name}: `;
  return random.chance(0.2) || (field.args.length > 0 && random.chance(0.5)) ? `a${random.below(9)}: ` : '';
}

function drawDirective({ random, inputs }: Drawing): string {
  if (!random.chance(0.1)) return '';
  const condition = random.chance(0.3) ? `${random.chance(0.5)}` : inputs.drawCondition();
  return ` @${random.chance(0.5) ? 'skip' : 'include'}(if: ${condition})`;
}

/**
 * Returns the possible type conditions of a fragment inside `type`: itself, its interfaces and unions, or its
 * members.
 */
function overlappingTypes(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLCompositeType[] {
  const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return Object.values(schema.getTypeMap()).filter(
    (candidate): candidate is GraphQLCompositeType =>
      (isObjectType(candidate) && members.includes(candidate)) ||
      ((isInterfaceType(candidate) || isUnionType(candidate)) &&
        schema.getPossibleTypes(candidate).some((member) => members.includes(member))),
  );
}
