import type { ObjectShape, ValueShape } from './answer-shape.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** Thrown where an answer is not exactly what its shape asks for. */
export const oddAnswer = Symbol('an answer that is not of its shape');

/**
 * Brings a merged answer into the client's form where every value is as the schema requires it; throws
 * {@link oddAnswer} at the first that is not. It knows no paths and no errors, which makes it fast: an odd answer goes
 * to `completeAnswer`, which walks it again with care.
 */
export function shapeAnswer(shape: ObjectShape, data: JsonObject): JsonObject {
  return shapeObject(shape, data);
}

function shapeObject(shape: ObjectShape, object: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const field of shape.fields) {
    result[field.responseName] = shapeValue(field.value, object[field.source]);
  }
  return result;
}

function shapeValue(shape: ValueShape, value: unknown): unknown {
  if (shape.kind === 'typename') {
    if (shape.name === undefined) throw oddAnswer;
    return shape.name;
  }
  if (shape.kind === 'nonNull') {
    if (value === null || value === undefined) throw oddAnswer;
    return shapeValue(shape.of, value);
  }
  if (value === null || value === undefined) return null;
  switch (shape.kind) {
    case 'leaf':
      if (shape.check(value)) return value;
      throw oddAnswer;
    case 'list': {
      if (!Array.isArray(value)) throw oddAnswer;
      const { of } = shape;
      const result = new Array<unknown>(value.length);
      for (let i = 0; i < value.length; i++) result[i] = shapeValue(of, value[i]);
      return result;
    }
    case 'object':
      if (!isJsonObject(value)) throw oddAnswer;
      return shapeObject(shape.shape, value);
    case 'abstract': {
      if (!isJsonObject(value)) throw oddAnswer;
      const objectShape = shape.shapeOf(value.__typename);
      if (objectShape === undefined) throw oddAnswer;
      return shapeObject(objectShape, value);
    }
    default:
      return value;
  }
}
