import type { PathSegment } from './response-errors.ts';

type Path = readonly PathSegment[];

/** Places of an answer that have an error. */
export interface ErrorPlaces {
  /** Marks a place as having an error. Undefined stands for errors without a place. */
  mark(path: Path | undefined): void;
  /** Adds an error at a place. Returns false if the place already has the same error. */
  add(path: Path | undefined, error: string): boolean;
  /** Returns true if a place, an ancestor or a descendant has an error. */
  covers(path: Path): boolean;
}

/** Place as a node of a tree. */
interface Place {
  hasError: boolean;
  errors: Set<string> | undefined;
  readonly inside: Map<PathSegment, Place>;
}

export function createErrorPlaces(): ErrorPlaces {
  const root = createPlace();
  const nowhere = createPlace();
  const mark = (path: Path | undefined): Place => {
    let place = path === undefined ? nowhere : root;
    for (const segment of path ?? []) {
      const next = place.inside.get(segment) ?? createPlace();
      place.inside.set(segment, next);
      place = next;
    }
    place.hasError = true;
    return place;
  };
  return {
    mark,
    add(path, error) {
      const place = mark(path);
      place.errors ??= new Set();
      const isNew = !place.errors.has(error);
      place.errors.add(error);
      return isNew;
    },
    covers(path) {
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

function createPlace(): Place {
  return { hasError: false, errors: undefined, inside: new Map() };
}
