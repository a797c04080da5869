import { ExpectedError } from '../errors.ts';

/** What statements fail with once nobody waits for what they are for. It is rarely read, and never by a client. */
export function givenUp(): ExpectedError {
  return new ExpectedError(
    'SERVICE_UNAVAILABLE',
    'The request was given up, as nobody waits for its answer.',
  );
}
