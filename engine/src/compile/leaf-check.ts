import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Function that returns true if a non-null value is valid for a leaf type. */
export type LeafCheck = (value: unknown) => boolean;

/** Creates the check of a scalar or enum in the client's schema. A custom scalar accepts any value. */
export function createLeafCheck(type: GraphQLLeafType): LeafCheck {
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().map((value) => value.name));
    return (value) => names.has(value);
  }
  return builtIn[type.name] ?? isAnything;
}

const isString: LeafCheck = (value) => typeof value === 'string';
const isAnything: LeafCheck = () => true;

const builtIn: Readonly<Record<string, LeafCheck | undefined>> = {
  Int: (value) => typeof value === 'number' && (value | 0) === value,
  Float: (value) => Number.isFinite(value),
  String: isString,
  Boolean: (value) => typeof value === 'boolean',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
};
