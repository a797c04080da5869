import { ExpectedError } from '../errors.ts';

/**
 * What statements fail with once nobody waits for what they are for. It reaches a client only where it comes back a moment
 * before the gateway's own deadline, and so says what the gateway says then.
 */
export function givenUp(): ExpectedError {
  return new ExpectedError('GATEWAY_TIMEOUT', 'The request was given up, as nobody waits for its answer.');
}
