import { GraphQLError } from 'graphql';
import type { ObjectShape, ValueShape } from './answer-shape.ts';
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
  /** The names in the merged answer that only fields of the client's have. */
  readonly clientSources: ReadonlySet<PathSegment>;
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
  for (const error of errors) {
    for (const path of clientPaths(error.path, answer)) {
      if (path !== undefined && !places.add(path)) continue;
      if (error.reported) list.push(toGraphQLError(error.message, path, error.code, error.serviceName));
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

/** An error without a stack: where the gateway made it says nothing about what went wrong, and must not be sent. */
export function toGraphQLError(
  message: string,
  path: Path | undefined,
  code: string,
  serviceName?: string,
): GraphQLError {
  const extensions = serviceName === undefined ? { code } : { code, serviceName };
  const error = new GraphQLError(message, { path, extensions });
  error.stack = `${error.name}: ${message}`;
  return error;
}

/**
 * The places of the client's answer that a place of the merged answer is shown at. What the planner added is not shown:
 * its parent is the place. None for a field that the client asks of other objects only.
 */
function clientPaths(
  path: Path | undefined,
  { shape, data, clientSources }: AnswerPlaces,
): readonly (Path | undefined)[] {
  if (path === undefined) return [undefined];
  const found: Path[] = [];
  let deepest: Path = [];
  let isUnasked = false;
  const follow = (value: unknown, shape: ValueShape, index: number, place: Path): void => {
    if (place.length > deepest.length) deepest = place;
    const segment = path[index];
    if (segment === undefined) found.push(place);
    else if (shape.kind === 'nonNull') follow(value, shape.of, index, place);
    else if (shape.kind === 'list' && typeof segment === 'number') {
      follow(Array.isArray(value) ? value[segment] : undefined, shape.of, index + 1, [...place, segment]);
    } else {
      const object = isJsonObject(value) ? value : undefined;
      const objectShape = shapeFor(shape, object);
      const fields = objectShape?.fields.filter((field) => field.source === segment) ?? [];
      if (objectShape && fields.length === 0 && clientSources.has(segment)) isUnasked = true;
      for (const field of fields)
        follow(object?.[segment], field.value, index + 1, [...place, field.responseName]);
    }
  };
  follow(data, { kind: 'object', shape }, 0, []);
  if (found.length > 0 || isUnasked) return found;
  return [deepest.length > 0 ? deepest : undefined];
}

function shapeFor(shape: ValueShape, object: JsonObject | undefined): ObjectShape | undefined {
  if (shape.kind === 'object') return shape.shape;
  return shape.kind === 'abstract' ? shape.shapeOf(object?.__typename) : undefined;
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
