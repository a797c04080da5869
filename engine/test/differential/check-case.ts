import type { Difference } from './compare-answers.ts';
import { EXCEPTIONS } from './exceptions.ts';
import type { CaseResult } from './run-case.ts';

/** Problems of a case, and the exceptions that excuse the other differences. */
export interface CaseVerdict {
  /**
   * Differences without an exception, and all differences from the expected answer, which have no exceptions.
   */
  readonly problems: readonly Difference[];
  readonly exceptions: ReadonlySet<string>;
}

/** Checks a case. The first exception that explains a difference counts it. */
export function checkCase(result: CaseResult): CaseVerdict {
  const problems: Difference[] = [...result.untruths];
  const exceptions = new Set<string>();
  for (const difference of result.differences) {
    const exception = EXCEPTIONS.find(({ explains }) => explains(difference, result));
    if (exception === undefined) problems.push(difference);
    else exceptions.add(exception.name);
  }
  return { problems, exceptions };
}
