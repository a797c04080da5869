/** Reason why a change cannot be checked: a bad argument, or a file or git revision that does not exist. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
}
