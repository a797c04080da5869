import { type ASTNode, GraphQLError } from 'graphql';
import type { FieldShape, ObjectShape, ValueShape } from './answer-shape.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import type { FetchError, GatewayErrorCode, PathSegment } from './response-errors.ts';

type Path = readonly PathSegment[];

/** The errors of one response as the client gets them: at most one a place. */
export interface ClientErrors {
  /** Adds an error unless its place, something in it or something around it has one. */
  addUncovered(path: Path, message: string, code: GatewayErrorCode): void;
  readonly list: readonly GraphQLError[];
}

/** By what a place of the merged answer is found in the client's. */
export interface AnswerPlaces {
  readonly shape: ObjectShape;
  readonly data: JsonObject;
  /** The names in the merged answer that the planner has added nowhere: where one is, the client asked for it. */
  readonly clientSources: ReadonlySet<PathSegment>;
  /** Every root field that the plan may ask for, whatever the conditions. */
  readonly rootFields: ReadonlySet<PathSegment>;
}

/** Brings the errors of the fetches to the client's places, by its own response names. */
export function createClientErrors(
  errors: readonly FetchError[],
  answer: AnswerPlaces,
  maxAdded: number,
): ClientErrors {
  const list: GraphQLError[] = [];
  const places = createPlaces();
  let added = 0;
  for (const error of [...errors].sort(fallbacksLast)) {
    for (const path of clientPaths(error.path, answer)) {
      if (error.isFallback && path !== undefined && places.covers(path)) continue;
      if (path !== undefined && !places.add(path)) continue;
      if (error.reported) list.push(toGraphQLError(error.message, path, error.code, error));
    }
  }
  return {
    list,
    addUncovered(path, message, code) {
      if (places.covers(path) || added >= maxAdded) return;
      added += 1;
      places.add(path);
      list.push(toGraphQLError(message, [...path], code));
    },
  };
}

function fallbacksLast(one: FetchError, other: FetchError): number {
  return Number(one.isFallback ?? false) - Number(other.isFallback ?? false);
}

/** Where an error comes from, as far as clients may know. */
interface ErrorOrigin {
  readonly serviceName?: string | undefined;
  /** What of the client's document is wrong, which gives the error its locations. */
  readonly nodes?: readonly ASTNode[] | undefined;
}

/** An error without a stack: where the gateway made it says nothing about what went wrong, and must not be sent. */
export function toGraphQLError(
  message: string,
  path: Path | undefined,
  code: string,
  { serviceName, nodes }: ErrorOrigin = {},
): GraphQLError {
  const extensions = serviceName === undefined ? { code } : { code, serviceName };
  const error = new GraphQLError(message, { nodes: nodes ?? null, path, extensions });
  error.stack = `${error.name}: ${message}`;
  return error;
}

/**
 * The places of the client's answer that a place of the merged answer is shown at. What the planner added is not shown:
 * its parent is the place. None for a field that the client asks of objects of another type only, or that a condition leaves out.
 */
function clientPaths(
  path: Path | undefined,
  { shape, data, clientSources, rootFields }: AnswerPlaces,
): readonly (Path | undefined)[] {
  if (path === undefined) return [undefined];
  const found: Path[] = [];
  let deepest: Path = [];
  const follow = (value: unknown, shape: ValueShape, index: number, place: Path): void => {
    if (place.length > deepest.length) deepest = place;
    const segment = path[index];
    if (segment === undefined) found.push(place);
    else if (shape.kind === 'nonNull') follow(value, shape.of, index, place);
    else if (shape.kind === 'list' && typeof segment === 'number') {
      follow(Array.isArray(value) ? value[segment] : undefined, shape.of, index + 1, [...place, segment]);
    } else {
      const object = isJsonObject(value) ? value : undefined;
      for (const field of shapesFor(shape, object).flatMap((each) => fieldsFrom(each, segment)))
        follow(object?.[segment], field.value, index + 1, [...place, field.responseName]);
    }
  };
  const root: ValueShape = { kind: 'object', shape };
  follow(data, root, 0, []);
  if (found.length > 0) return found;
  const [unknown = ''] = path.slice(deepest.length);
  if (deepest.length === 0 && rootFields.has(unknown)) return [];
  if (clientSources.has(unknown) && isAskedOfSome(root, path.slice(0, deepest.length + 1))) return [];
  return [deepest.length > 0 ? deepest : undefined];
}

/** Whether the client asks for a place where the objects around it are of the right types. */
function isAskedOfSome(shape: ValueShape, [segment, ...inner]: Path): boolean {
  if (segment === undefined) return true;
  if (shape.kind === 'nonNull') return isAskedOfSome(shape.of, [segment, ...inner]);
  if (shape.kind === 'list') return typeof segment === 'number' && isAskedOfSome(shape.of, inner);
  const fields = shapesFor(shape, undefined).flatMap((each) => fieldsFrom(each, segment));
  return fields.some((field) => isAskedOfSome(field.value, inner));
}

/** The shapes that an object may have: all that there are where its type is not known, as of one that became null. */
function shapesFor(shape: ValueShape, object: JsonObject | undefined): readonly ObjectShape[] {
  if (shape.kind === 'object') return [shape.shape];
  if (shape.kind !== 'abstract') return [];
  const known = object && shape.shapeOf(object.__typename);
  return known ? [known] : shape.allShapes();
}

function fieldsFrom({ fields }: ObjectShape, source: PathSegment): readonly FieldShape[] {
  return fields.filter((field) => field.source === source);
}

/** The places that have an error, as a tree. */
interface Place {
  hasError: boolean;
  readonly inside: Map<PathSegment, Place>;
}

function createPlaces() {
  const root: Place = { hasError: false, inside: new Map() };
  return {
    /** False where the place has an error already. */
    add(path: Path): boolean {
      let place = root;
      for (const segment of path) {
        const next: Place = place.inside.get(segment) ?? { hasError: false, inside: new Map() };
        place.inside.set(segment, next);
        place = next;
      }
      const isNew = !place.hasError;
      place.hasError = true;
      return isNew;
    },
    covers(path: Path): boolean {
      let place = root;
      for (const segment of path) {
        if (place.hasError) return true;
        const next = place.inside.get(segment);
        if (next === undefined) return false;
        place = next;
      }
      return place.hasError || place.inside.size > 0;
    },
  };
}
