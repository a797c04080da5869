import { type AnswerBudget, bytesOf, spend } from '../compile/answer-budget.ts';
import {
  type FieldShape,
  leastValueBytes,
  type ObjectShape,
  type ShapeOf,
  type ValueShape,
} from '../compile/answer-shape.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { FragmentCollector, FragmentsAround } from './deferred-fragments.ts';
import type { PathSegment } from './response-errors.ts';

/** Callbacks for places whose value has become null. The path is reused, so copy it. */
export interface AnswerProblems {
  /** Called for an invalid value. */
  readonly onInvalid: (path: readonly PathSegment[], message: string) => void;
  /** Called for a value that the caller is not authorized to see. */
  readonly onRefused: (path: readonly PathSegment[]) => void;
}

/** Result for a null in a non-null position: the nearest nullable parent becomes null (section 6.4.4). */
const bubble = Symbol('null where a value is required');

/** Part of an answer to complete: the whole answer, or a group of fields of an object in it. */
export interface Completion extends AnswerProblems {
  readonly budget: AnswerBudget;
  /** Path of the object. default: that of the whole answer */
  readonly path?: readonly PathSegment[];
  /** Collector of deferred fragments; undefined if the operation has none. */
  readonly collector?: FragmentCollector | undefined;
  /** Deferred fragments around the object. default: none */
  readonly around?: FragmentsAround;
}

const nothingAround: FragmentsAround = new Map();

/**
 * Converts a merged answer to the client's form, and handles all errors in it. An invalid value becomes null, and a
 * null in a non-null position makes its parent null. Reports each such place once. Returns null if nothing is left.
 * Throws what `exhausted` throws.
 */
export function completeAnswer(
  shape: ObjectShape,
  data: JsonObject,
  { budget, path = [], collector, around = nothingAround, onInvalid, onRefused }: Completion,
): JsonObject | null {
  const walk: Walk = { path: [...path], budget, collector, around, onInvalid, onRefused };
  const mark = collector?.mark();
  const result = completeObject(shape, data, walk);
  return result === bubble ? dropped(walk, mark) : result;
}

interface Walk extends AnswerProblems {
  readonly path: PathSegment[];
  readonly budget: AnswerBudget;
  readonly collector: FragmentCollector | undefined;
  readonly around: FragmentsAround;
}

/** Drops the deferred fragments inside a place that becomes null. */
function dropped({ collector }: Walk, mark: number | undefined): null {
  if (mark !== undefined) collector?.dropSince(mark);
  return null;
}

function completeObject(
  shape: ObjectShape,
  object: JsonObject,
  walk: Walk,
  shapeOf?: ShapeOf,
): JsonObject | typeof bubble {
  const { deferred } = shape;
  if (deferred === undefined || walk.collector === undefined) return completeFields(shape, object, walk);
  walk.collector.enter(deferred, {
    path: walk.path,
    object,
    shapeOf: () => (shapeOf === undefined ? shape : shapeOf(object.__typename)),
    around: walk.around,
  });
  const result = completeFields(shape, object, walk);
  walk.collector.leave();
  return result;
}

function completeFields(shape: ObjectShape, object: JsonObject, walk: Walk): JsonObject | typeof bubble {
  const result: JsonObject = {};
  spend(walk.budget, shape.leastBytes);
  for (const field of shape.fields) {
    walk.path.push(field.responseName);
    const value = completeValue(
      field.value,
      object[field.source],
      walk,
      `${shape.typeName}.${field.fieldName}`,
    );
    walk.path.pop();
    if (value === bubble) return bubble;
    setField(result, field, value);
  }
  return result;
}

function completeValue(shape: ValueShape, value: unknown, walk: Walk, field: string): unknown {
  switch (shape.kind) {
    case 'nonNull':
      return completeNonNull(shape.of, value, walk, field);
    case 'typename':
      return shape.name ?? completeNonNull({ kind: 'finished' }, null, walk, field);
    case 'finished':
      spend(walk.budget, bytesOf(value));
      return value ?? null;
    case 'refused':
      walk.onRefused(walk.path);
      return null;
    case 'leaf':
      if (value !== null && value !== undefined && !shape.check(value))
        return invalid(walk, `The value of ${field} is not a valid ${shape.typeName}.`);
      spend(walk.budget, bytesOf(value));
      return value ?? null;
    case 'list':
      if (value === null || value === undefined) return null;
      if (!Array.isArray(value)) return invalid(walk, `The value of ${field} is not a list.`);
      return completeList(shape.of, value, walk, field);
    case 'object':
      return completeComposite(() => shape.shape, value, walk, field);
    case 'abstract':
      return completeComposite(shape.shapeOf, value, walk, field);
    default:
      return shape satisfies never;
  }
}

function completeNonNull(shape: ValueShape, value: unknown, walk: Walk, field: string): unknown {
  const completed = completeValue(shape, value, walk, field);
  if (completed === null) {
    // A refused value was already reported at this path.
    if (shape.kind !== 'refused' && (value === null || value === undefined))
      walk.onInvalid(walk.path, `Cannot return null for non-nullable field ${field}.`);
    return bubble;
  }
  return completed;
}

function completeList(shape: ValueShape, list: readonly unknown[], walk: Walk, field: string): unknown {
  const result: unknown[] = [];
  const mark = walk.collector?.mark();
  spend(walk.budget, 2 + (1 + leastValueBytes(shape)) * list.length);
  for (const [index, element] of list.entries()) {
    walk.path.push(index);
    const value = completeValue(shape, element, walk, field);
    walk.path.pop();
    if (value === bubble) return dropped(walk, mark);
    result.push(value);
  }
  return result;
}

/**
 * Completes an object. If one of its non-null fields is null, the object becomes null. The field already has the
 * error.
 */
function completeComposite(shapeOf: ShapeOf, value: unknown, walk: Walk, field: string): unknown {
  if (value === null || value === undefined) return null;
  if (!isJsonObject(value)) return invalid(walk, `The value of ${field} is not an object.`);
  const shape = shapeOf(value.__typename);
  if (shape === undefined) return invalid(walk, `The value of ${field} has an unknown type.`);
  const mark = walk.collector?.mark();
  const result = completeObject(shape, value, walk, shapeOf);
  return result === bubble ? dropped(walk, mark) : result;
}

function invalid(walk: Walk, message: string): null {
  walk.onInvalid(walk.path, message);
  return null;
}

/** Sets a property. A client may alias a field as `__proto__`, for which an assignment would not create a property. */
function setField(result: JsonObject, field: FieldShape, value: unknown): void {
  if (field.responseName !== '__proto__') result[field.responseName] = value;
  else Object.defineProperty(result, field.responseName, { value, enumerable: true });
}
