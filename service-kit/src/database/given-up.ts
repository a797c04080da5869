import { ExpectedError } from '../errors.ts';

/**
 * Returns the error of statements whose request has ended. A client sees it only if it arrives just before the gateway's own
 * deadline, so it has the gateway's code for that.
 */
export function givenUp(): ExpectedError {
  return new ExpectedError('GATEWAY_TIMEOUT', 'The request ended before its answer was complete.');
}
