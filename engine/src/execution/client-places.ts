import type { FieldShape, ObjectShape, ValueShape } from '../compile/answer-shape.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { PathSegment } from './response-errors.ts';

type Path = readonly PathSegment[];

/** Merged answer, with the data for finding its places in the client's answer. */
export interface AnswerPlaces {
  readonly shape: ObjectShape;
  readonly data: JsonObject;
  /** Names in the merged answer that the planner never adds. If one occurs, the client selected it. */
  readonly clientSources: ReadonlySet<PathSegment>;
  /** All root fields that the plan may fetch, whatever the conditions. */
  readonly rootFields: ReadonlySet<PathSegment>;
  /** Returns the form of the answer as if no condition excluded anything. */
  readonly unconditionalShape: () => ObjectShape;
  /** Names of interfaces that a subgraph has as an @interfaceObject. They are not the type of an object. */
  readonly interfaceObjects: ReadonlySet<unknown>;
}

/**
 * Returns the client's paths for a path of the merged answer. A field that the planner added is not visible, so its
 * parent's path is returned. Returns none if the client selects the field only on objects of another type, or if a
 * condition excludes it.
 */
export function clientPaths(path: Path | undefined, answer: AnswerPlaces): readonly (Path | undefined)[] {
  if (path === undefined) return [undefined];
  const { clientSources, rootFields } = answer;
  const found: Path[] = [];
  const deepest = follow(path, answer, (_, __, place) => found.push(place));
  if (found.length > 0) return found;
  const [unknown = ''] = path.slice(deepest.length);
  if (deepest.length === 0 && rootFields.has(unknown)) return [];
  const isSelected = (): boolean => {
    const all: ValueShape = { kind: 'object', shape: answer.unconditionalShape() };
    return isAskedOfSome(all, path.slice(0, deepest.length + 1));
  };
  if (clientSources.has(unknown) && isSelected()) return [];
  return [deepest.length > 0 ? deepest : undefined];
}

/** Returns the client's paths of these fields where the object at a place of the merged answer lacks them. */
export function unansweredPaths(
  place: Path,
  names: readonly string[],
  answer: AnswerPlaces,
): readonly Path[] {
  const found: Path[] = [];
  follow(place, answer, (value, shape, path) => {
    if (!isJsonObject(value)) return;
    const before = found.length;
    for (const { fields } of shapesFor(nullable(shape), value)) {
      for (const { source, responseName } of fields) {
        const isLost = source !== '__typename' && value[source] === undefined && names.includes(source);
        if (isLost) found.push([...path, responseName]);
      }
    }
    const isOfUnknownType = answer.interfaceObjects.has(value.__typename) && names.includes('__typename');
    if (isOfUnknownType && found.length === before) found.push(path);
  });
  return found;
}

/** Follows a path of the merged answer to the client's places. Returns the longest client path that was reached. */
function follow(
  path: Path,
  answer: AnswerPlaces,
  onReached: (value: unknown, shape: ValueShape, place: Path) => void,
): Path {
  let deepest: Path = [];
  const step = (value: unknown, shape: ValueShape, index: number, place: Path): void => {
    if (place.length > deepest.length) deepest = place;
    const segment = path[index];
    if (segment === undefined) onReached(value, shape, place);
    else if (shape.kind === 'nonNull') step(value, shape.of, index, place);
    else if (shape.kind === 'list' && typeof segment === 'number') {
      step(Array.isArray(value) ? value[segment] : undefined, shape.of, index + 1, [...place, segment]);
    } else {
      const object = isJsonObject(value) ? value : undefined;
      for (const field of shapesFor(shape, object).flatMap((each) => fieldsFrom(each, segment)))
        step(object?.[segment], field.value, index + 1, [...place, field.responseName]);
    }
  };
  step(answer.data, rootShape(answer), 0, []);
  return deepest;
}

function rootShape({ shape }: AnswerPlaces): ValueShape {
  return { kind: 'object', shape };
}

function nullable(shape: ValueShape): ValueShape {
  return shape.kind === 'nonNull' ? shape.of : shape;
}

/** Returns true if the client selects a place for at least one combination of object types. */
function isAskedOfSome(shape: ValueShape, [segment, ...inner]: Path): boolean {
  if (segment === undefined) return true;
  if (shape.kind === 'nonNull') return isAskedOfSome(shape.of, [segment, ...inner]);
  if (shape.kind === 'list') return typeof segment === 'number' && isAskedOfSome(shape.of, inner);
  const fields = shapesFor(shape, undefined).flatMap((each) => fieldsFrom(each, segment));
  return fields.some((field) => isAskedOfSome(field.value, inner));
}

/**
 * Returns the shapes that an object may have. These are all shapes if its type is unknown, as for an object that
 * became null.
 */
function shapesFor(shape: ValueShape, object: JsonObject | undefined): readonly ObjectShape[] {
  if (shape.kind === 'object') return [shape.shape];
  if (shape.kind !== 'abstract') return [];
  const known = object && shape.shapeOf(object.__typename);
  return known ? [known] : shape.allShapes();
}

function fieldsFrom({ fields }: ObjectShape, source: PathSegment): readonly FieldShape[] {
  return fields.filter((field) => field.source === source);
}
