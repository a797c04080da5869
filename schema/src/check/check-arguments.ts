import { parseArgs } from 'node:util';
import { CheckProblem } from './check-problem.ts';

/** Arguments of the check. */
export interface CheckArguments {
  /** A file with a composed supergraph, or a git revision, or undefined for the default branch. */
  readonly against: string | undefined;
  /** Files with the operations that clients send, or undefined for the files of the tree. */
  readonly operations: readonly string[] | undefined;
  readonly json: boolean;
}

/** Reads `[--against <git revision or file>] [--operations <file>]… [--json]`, or throws CheckProblem. */
export function readCheckArguments(args: readonly string[]): CheckArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        against: { type: 'string' },
        operations: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
    });
    return { against: values.against, operations: values.operations, json: values.json };
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new CheckProblem(
      `schema:check takes [--against <git revision or file>] [--operations <file>]… [--json]: ${problem}`,
      { cause },
    );
  }
}
