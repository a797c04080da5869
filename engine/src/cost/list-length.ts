import type { FieldNode, GraphQLField } from 'graphql';
import { type ArgumentValue, createArgumentValue, hasVariable } from './argument-value.ts';
import type { Figure, Variables } from './cost-expression.ts';
import type { ListSize } from './cost-rules.ts';

/** Error for a request that does not give exactly one slicing argument where `@listSize` requires it. */
export class SlicingError extends Error {
  constructor(field: string, slicingArguments: readonly string[], found: number) {
    const names = slicingArguments.map((name) => JSON.stringify(name)).join(', ');
    super(`The field "${field}" must be given exactly one of the arguments ${names}, but it has ${found}.`);
  }
}

/** Field of an operation, with the list size of its definition. */
export interface SizedField {
  readonly field: FieldNode;
  readonly definition: GraphQLField<unknown, unknown> | undefined;
  readonly listSize: ListSize;
  readonly clientName: (name: string) => string;
}

/**
 * Returns the estimated length of a list: the greatest of its slicing arguments, or the assumed size if there are
 * none. Defaults of the schema count unless a number replaces them. The figure throws SlicingError if exactly one
 * argument is required and the request gives another number of them. There null replaces a default, unless that
 * default is the only size.
 */
export function lengthOf(sized: SizedField, defaultListSize: number): Figure {
  const { field, definition, listSize } = sized;
  const assumed = listSize.assumedSize ?? defaultListSize;
  if (listSize.slicingArguments.length === 0) return assumed;
  const slices = listSize.slicingArguments.map((name) => createSlice(name, sized));
  const length = (variables: Variables): number => {
    const sizes = slices.map((slice) => sizeOf(slice, variables)).filter(isSize);
    const found = slices.filter((slice) => isSize(withDefault(slice, variables))).length;
    if (listSize.requireOneSlicingArgument && found !== 1 && !(found === 0 && sizes.length === 1))
      throw new SlicingError(definition?.name ?? field.name.value, listSize.slicingArguments, found);
    return sizes.length > 0 ? Math.max(0, ...sizes) : assumed;
  };
  const isVariable = field.arguments?.some(({ value }) => hasVariable(value)) === true;
  if (isVariable) return length;
  try {
    return length({});
  } catch {
    // The error belongs to requests that do not skip the field.
    return length;
  }
}

interface Slice {
  readonly given: ArgumentValue;
  /** Default in the schema. */
  readonly fallback: unknown;
}

function createSlice(name: string, { field, definition, clientName }: SizedField): Slice {
  const node = field.arguments?.find((argument) => argument.name.value === name)?.value;
  const value = node && createArgumentValue(node, clientName);
  return {
    given: (variables) => value?.(variables),
    fallback: definition?.args.find((argument) => argument.name === name)?.defaultValue,
  };
}

function withDefault({ given, fallback }: Slice, variables: Variables): unknown {
  const value = given(variables);
  return value === undefined ? fallback : value;
}

/** Returns the size by an argument. Null counts as the default, because a subgraph may treat it so. */
function sizeOf({ given, fallback }: Slice, variables: Variables): unknown {
  return given(variables) ?? fallback;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number';
}
