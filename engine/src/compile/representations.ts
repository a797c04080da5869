import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { isOfType } from './possible-types.ts';
import { type KeyField, readSoleKey, type SoleKey } from './sole-key.ts';
import type { IsSufficient } from './sufficient-representation.ts';

/** Function that returns how a fetch represents objects with the type of this object. */
export type Represent = (object: JsonObject) => TypeRepresentation;

/** Representation of the objects of one type in a fetch. */
export interface TypeRepresentation {
  /** Returns the representation of an object as JSON text, or undefined if the object cannot be represented. */
  readonly toText: (object: JsonObject) => string | undefined;
  readonly soleKey: SoleKey | undefined;
  /** True if the fetch selects fields on objects of the type. */
  readonly isWanted: boolean;
}

/** Source that a fetch's representations are compiled from. */
export interface RepresentationSource {
  readonly requires: readonly QueryPlanSelectionNode[];
  readonly rewrites: readonly FetchDataRewrite[];
  readonly schema: GraphQLSchema;
  /** Returns the subgraph's name of a field that the plan knows under another name. */
  readonly realName: (name: string) => string;
  readonly isSufficient: IsSufficient;
}

/** Compiles a fetch's `requires` once for each runtime type, at first use. */
export function createRepresent(source: RepresentationSource): Represent {
  return createByType(source, source.requires, source.rewrites, ({ build, fields }, typeName) => {
    const soleKey = fields && readSoleKey(fields, typeName);
    return {
      toText: (object) => {
        const representation = build(object);
        if (representation === null || !source.isSufficient(representation, typeName)) return undefined;
        return JSON.stringify(representation);
      },
      soleKey:
        soleKey && source.isSufficient(JSON.parse(`${soleKey.start}0${soleKey.end}`), typeName)
          ? soleKey
          : undefined,
      isWanted: source.requires.some((selection) => applies(source, selection, typeName)),
    };
  });
}

function applies(
  { schema }: RepresentationSource,
  selection: QueryPlanSelectionNode,
  typeName: string,
): boolean {
  return (
    selection.kind === 'Field' ||
    !selection.typeCondition ||
    isOfType(schema, typeName, selection.typeCondition)
  );
}

/** Function that builds one object of a representation. Returns null if a required field is missing. */
type Build = (object: JsonObject) => JsonObject | null;

interface TypeBuild {
  readonly build: Build;
  /** Fields, or undefined if there is more to build than fields. */
  readonly fields: readonly FieldBuild[] | undefined;
}

function createBuild(
  source: RepresentationSource,
  selections: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
): Build {
  const buildOf = createByType(source, selections, rewrites, ({ build }) => build);
  return (object) => buildOf(object)(object);
}

/**
 * Creates a function that returns a value for an object's type. `make` creates the value once for each runtime type.
 */
function createByType<Made>(
  source: RepresentationSource,
  selections: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
  make: (build: TypeBuild, typeName: string) => Made,
): (object: JsonObject) => Made {
  const byType = new Map<unknown, Made>();
  return (object) => {
    const type = object.__typename;
    const known = byType.get(type);
    if (known !== undefined) return known;
    const typeName = typeof type === 'string' ? type : '';
    const ownRewrites = rewritesOf(rewrites, source.schema, typeName);
    const made = make(createTypeBuild(source, selections, ownRewrites, typeName), typeName);
    // Not cached for unknown types: they are a subgraph's mistake, and there could be any number of them.
    if (source.schema.getType(typeName) || type === undefined) byType.set(type, made);
    return made;
  };
}

interface FieldBuild extends KeyField {
  readonly nested: Build | undefined;
}

function createTypeBuild(
  source: RepresentationSource,
  selections: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
  typeName: string,
): TypeBuild {
  const fields: FieldBuild[] = [];
  const fragments: TypeBuild[] = [];
  for (const selection of selections) {
    if (selection.kind === 'Field') fields.push(createFieldBuild(source, selection, rewrites));
    else if (!selection.typeCondition || isOfType(source.schema, typeName, selection.typeCondition)) {
      fragments.push(createTypeBuild(source, selection.selections, rewrites, typeName));
    }
  }
  const [only] = fragments;
  if (fields.length === 0 && fragments.length === 1 && only)
    return { build: (object) => only.build(object) ?? {}, fields: only.fields };
  const build = (object: JsonObject) => {
    const representation = buildFields(fields, object);
    if (representation === null) return null;
    for (const fragment of fragments) {
      const part = fragment.build(object);
      if (part !== null) mergeParts(representation, part);
    }
    return representation;
  };
  return { build, fields: fragments.length === 0 ? fields : undefined };
}

function createFieldBuild(
  source: RepresentationSource,
  field: Extract<QueryPlanSelectionNode, { kind: 'Field' }>,
  rewrites: readonly FetchDataRewrite[],
): FieldBuild {
  const from = field.alias ?? field.name;
  const mine = rewrites.filter((rewrite) => rewrite.path[0] === from);
  const inner = mine.flatMap((rewrite) =>
    rewrite.path.length > 1 ? [{ ...rewrite, path: rewrite.path.slice(1) }] : [],
  );
  let to = source.realName(field.name);
  let setTo: unknown;
  for (const rewrite of mine) {
    if (rewrite.path.length > 1) continue;
    if (rewrite.kind === 'ValueSetter') setTo = rewrite.setValueTo;
    else to = rewrite.renameKeyTo;
  }
  return { from, to, setTo, nested: field.selections && createBuild(source, field.selections, inner) };
}

function buildFields(fields: readonly FieldBuild[], object: JsonObject): JsonObject | null {
  const representation: JsonObject = {};
  for (const { from, to, setTo, nested } of fields) {
    const value = object[from];
    if (value === undefined) return null;
    if (setTo !== undefined) representation[to] = setTo;
    else representation[to] = nested === undefined ? value : buildNested(nested, value);
  }
  return representation;
}

function buildNested(build: Build, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => buildNested(build, element));
  return isJsonObject(value) ? build(value) : null;
}

/** Merges parts of a representation. Several fragments of one selection can apply, and may require the same field. */
function mergeParts(target: JsonObject, part: JsonObject): void {
  for (const [name, value] of Object.entries(part)) {
    const present = target[name];
    if (Array.isArray(present) && Array.isArray(value)) {
      present.forEach((element, i) => {
        if (isJsonObject(element) && isJsonObject(value[i])) mergeParts(element, value[i]);
      });
    } else if (isJsonObject(present) && isJsonObject(value)) mergeParts(present, value);
    else target[name] = value;
  }
}

/** Returns the rewrites that apply to an object of a type, without the type conditions that led to it. */
function rewritesOf(
  rewrites: readonly FetchDataRewrite[],
  schema: GraphQLSchema,
  typeName: string,
): readonly FetchDataRewrite[] {
  return rewrites.flatMap((rewrite) => {
    let { path } = rewrite;
    for (
      let condition = typeCondition(path[0]);
      condition !== undefined;
      condition = typeCondition(path[0])
    ) {
      if (!isOfType(schema, typeName, condition)) return [];
      path = path.slice(1);
    }
    return [{ ...rewrite, path }];
  });
}

/** Returns `Product` for `... on Product`. */
function typeCondition(segment: string | undefined): string | undefined {
  return segment?.startsWith('... on ') ? segment.slice('... on '.length) : undefined;
}
