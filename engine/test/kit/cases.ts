import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * Number of cases that generated tests run: `npm test` runs few, the suites and `npm run test:all` run
     * all.
     */
    readonly cases: 'few' | 'all';
  }
}

/** Number of cases in this run. */
export const cases = inject('cases');
