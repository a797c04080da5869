import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What is known of the request that runs at this moment, through all its awaits. Only the log reads it, so that
 * every line of a request carries its id, wherever it is written; what a function needs, it is given.
 */
export const requestScope = new AsyncLocalStorage<{ readonly requestId: string }>();
