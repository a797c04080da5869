import type { FieldShape, ObjectShape, ValueShape } from './answer-shape.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import type { PathSegment } from './response-errors.ts';

type Path = readonly PathSegment[];

/** The merged answer with all that finds its places in the client's. */
export interface AnswerPlaces {
  readonly shape: ObjectShape;
  readonly data: JsonObject;
  /** The names in the merged answer that the planner has added nowhere: where one is, the client asked for it. */
  readonly clientSources: ReadonlySet<PathSegment>;
  /** Every root field that the plan may ask for, whatever the conditions. */
  readonly rootFields: ReadonlySet<PathSegment>;
  /** The interfaces that some subgraph has as an @interfaceObject: their names are not the type of an object. */
  readonly interfaceObjects: ReadonlySet<unknown>;
}

/**
 * Finds the places of the client's answer that a place of the merged answer is shown at. What the planner added is not
 * shown: its parent is the place. None for a field that the client asks of objects of another type only, or that a
 * condition leaves out.
 */
export function clientPaths(path: Path | undefined, answer: AnswerPlaces): readonly (Path | undefined)[] {
  if (path === undefined) return [undefined];
  const { clientSources, rootFields } = answer;
  const found: Path[] = [];
  const deepest = follow(path, answer, (_, __, place) => found.push(place));
  if (found.length > 0) return found;
  const [unknown = ''] = path.slice(deepest.length);
  if (deepest.length === 0 && rootFields.has(unknown)) return [];
  if (clientSources.has(unknown) && isAskedOfSome(rootShape(answer), path.slice(0, deepest.length + 1)))
    return [];
  return [deepest.length > 0 ? deepest : undefined];
}

/** Finds the places of the client's answer where the object at a place of the merged answer has none of these fields. */
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

/** Follows a path of the merged answer to the client's places; returns as much of one as there is. */
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

/** Whether the client asks for a place where the objects around it are of the right types. */
function isAskedOfSome(shape: ValueShape, [segment, ...inner]: Path): boolean {
  if (segment === undefined) return true;
  if (shape.kind === 'nonNull') return isAskedOfSome(shape.of, [segment, ...inner]);
  if (shape.kind === 'list') return typeof segment === 'number' && isAskedOfSome(shape.of, inner);
  const fields = shapesFor(shape, undefined).flatMap((each) => fieldsFrom(each, segment));
  return fields.some((field) => isAskedOfSome(field.value, inner));
}

/** Returns the shapes that an object may have: all of them if its type is unknown, as of one that became null. */
function shapesFor(shape: ValueShape, object: JsonObject | undefined): readonly ObjectShape[] {
  if (shape.kind === 'object') return [shape.shape];
  if (shape.kind !== 'abstract') return [];
  const known = object && shape.shapeOf(object.__typename);
  return known ? [known] : shape.allShapes();
}

function fieldsFrom({ fields }: ObjectShape, source: PathSegment): readonly FieldShape[] {
  return fields.filter((field) => field.source === source);
}
