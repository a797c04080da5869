import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Context of the current request, through all its awaits. Only the log reads it, so that every line of a request
 * carries its id. Functions receive everything else as arguments.
 */
export const requestScope = new AsyncLocalStorage<{ readonly requestId: string }>();
