import type { GraphQLCompositeType, GraphQLSchema } from 'graphql';
import type { Figure } from './cost-expression.ts';
import type { CostRules } from './cost-rules.ts';
import type { PlaceCounts } from './place-counts.ts';

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
