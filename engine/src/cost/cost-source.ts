import type { GraphQLCompositeType, GraphQLSchema } from 'graphql';
import type { Figure } from './cost-expression.ts';
import type { CostRules } from './cost-rules.ts';
import type { PlaceCounts } from './place-counts.ts';

/** What the costs of a plan's fetches are computed from. */
export interface CostSource {
  readonly rules: CostRules;
  /** With the types that clients do not see. */
  readonly schema: GraphQLSchema;
  /** Assumed length of a list without `@listSize`. */
  readonly defaultListSize: number;
  /** The client's name of a planner's variable. */
  readonly clientName: (name: string) => string;
  /** The real name of a field that may be known to the planner alone. */
  readonly realName: (name: string) => string;
  /** It grows with each fetch. */
  readonly counts: PlaceCounts;
}

/** Where selections are: the type that they are on, and the place in the answer. */
export interface SelectionPlace {
  readonly type: GraphQLCompositeType;
  readonly path: readonly string[];
  /** Number of objects at the place. */
  readonly count: Figure;
  /** The lengths of lists that a parent's `@listSize(sizedFields:)` decides, by field. */
  readonly sized: ReadonlyMap<string, Figure>;
}
