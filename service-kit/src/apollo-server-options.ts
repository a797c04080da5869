import { createDocumentStore } from './document-store.ts';
import type { Log } from './log.ts';

/** Returns the options of Apollo Server that every service has. */
export function apolloServerOptions(log: Log) {
  return {
    documentStore: createDocumentStore(),
    // Apollo Server's own stringify appends a line break, which copies the whole text.
    stringifyResult: (result: object) => JSON.stringify(result),
    // The route prevents CSRF before Apollo Server is called, at less cost than its parser of media types.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    logger: log,
  };
}
