/** Why a change cannot be checked at all: a bad argument, a file or a git revision that is not there. */
export class CheckProblem extends Error {
  override readonly name = 'CheckProblem';
}
