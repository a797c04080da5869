import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Number of cases that tests of many cases run: `npm test` runs few, the suites and `npm run test:all` all. */
    readonly cases: 'few' | 'all';
  }
}

/** Number of cases in this run. */
export const cases = inject('cases');
