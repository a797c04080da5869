import type { GraphQLFormattedError } from 'graphql';
import type { Difference, Path } from './compare-answers.ts';
import type { CaseResult } from './run-case.ts';

/** Why the engine and stock may differ: a wrong answer of stock that the engine puts right. */
export interface Exception {
  readonly row: string;
  explains(difference: Difference, result: CaseResult): boolean;
}

/**
 * Every difference must be one of these. A difference in the data is only excused where the engine's data is the truth:
 * what one schema over the same data gives without any federation.
 */
export const EXCEPTIONS: readonly Exception[] = [];
