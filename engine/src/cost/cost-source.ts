import type { GraphQLCompositeType, GraphQLSchema } from 'graphql';
import { evaluate, type Figure, maximum, type Variables } from './cost-expression.ts';
import type { CostRules } from './cost-rules.ts';

/** Source for the costs of a plan's fetches. */
export interface CostSource {
  readonly rules: CostRules;
  /** Schema with the types that clients do not see. */
  readonly schema: GraphQLSchema;
  /** Assumed length of a list without `@listSize`. */
  readonly defaultListSize: number;
  /** Returns the client's name of a planner's variable. */
  readonly clientName: (name: string) => string;
  /** Returns the real name of a field, which may be virtual. */
  readonly realName: (name: string) => string;
  /** Counts of objects, which grow with each fetch. */
  readonly counts: PlaceCounts;
}

/** Place of selections: their type and their path in the answer. */
export interface SelectionPlace {
  readonly type: GraphQLCompositeType;
  readonly path: readonly string[];
  /** Number of objects at the place. */
  readonly count: Figure;
  /** Lengths of lists that a parent's `@listSize(sizedFields:)` decides, by field. */
  readonly sized: ReadonlyMap<string, Figure>;
}

/** Numbers of objects at each place of an answer, by response names. */
interface PlaceCounts {
  /** Adds a count. A place may be reached in several ways; the greatest count applies. */
  add(path: readonly string[], count: Figure): void;
  /** Returns the count at a place, or undefined if no earlier fetch has reached it. */
  at(path: readonly string[]): Figure | undefined;
  /** Clears the values that were computed for the variables of one request. */
  clear(): void;
}

/**
 * Creates counts. Each is computed once for each request, because they build on each other. Without that, the work
 * would grow exponentially with the nesting of a document.
 */
export function createPlaceCounts(): PlaceCounts {
  const figures = new Map<string, Figure>();
  const computed = new Map<string, number>();
  return {
    add(path, count) {
      const key = path.join();
      figures.set(key, maximum(figures.get(key) ?? 0, count));
    },
    at(path) {
      const key = path.join();
      const figure = figures.get(key);
      if (figure === undefined || typeof figure === 'number') return figure;
      return (variables: Variables) => {
        const value = computed.get(key) ?? evaluate(figure, variables);
        computed.set(key, value);
        return value;
      };
    },
    clear: () => computed.clear(),
  };
}
