import type { GraphQLError } from 'graphql';
import type { PathSegment } from './response-errors.ts';

type Path = readonly PathSegment[];

/** List that receives the errors of one object's deferred fields. */
export type ErrorSink = GraphQLError[];

/** Places of a deferred part's fields in the answer. */
export interface PartPlaces {
  /** Adds an object with the response names of its fields in the part. */
  add(path: Path, names: readonly string[], errors: ErrorSink): void;
  /** Returns the sink of the field that contains a place, or undefined if the place is not in the part. */
  find(path: Path | undefined): ErrorSink | undefined;
  /** Returns true if an object of the part is at a place or inside it. */
  isAround(path: Path | undefined): boolean;
}

/** Place as a node of a tree. */
interface Place {
  readonly inside: Map<PathSegment, Place>;
  readonly fields: Map<PathSegment, ErrorSink>;
}

/** Creates the places of a part without objects. */
export function createPartPlaces(): PartPlaces {
  const root = createPlace();
  return {
    add(path, names, errors) {
      let place = root;
      for (const segment of path) {
        const next = place.inside.get(segment) ?? createPlace();
        place.inside.set(segment, next);
        place = next;
      }
      for (const name of names) place.fields.set(name, errors);
    },
    find(path = []) {
      let found: ErrorSink | undefined;
      let place: Place | undefined = root;
      for (const segment of path) {
        found = place?.fields.get(segment) ?? found;
        place = place?.inside.get(segment);
      }
      return found;
    },
    isAround(path = []) {
      let place: Place | undefined = root;
      for (const segment of path) place = place?.inside.get(segment);
      return place !== undefined;
    },
  };
}

function createPlace(): Place {
  return { inside: new Map(), fields: new Map() };
}
