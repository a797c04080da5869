import type { Difference } from './compare-answers.ts';
import { EXCEPTIONS } from './exceptions.ts';
import type { CaseResult } from './run-case.ts';

/** Problems of a case, and the exceptions that excuse the other differences. */
export interface CaseVerdict {
  /** Differences that nothing excuses, and those from the truth, which nothing may. */
  readonly problems: readonly Difference[];
  readonly exceptions: ReadonlySet<string>;
}

/** Judges a case; the first exception that explains a difference gets it. */
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
