import { afterEach as afterEachVitest, describe as describeVitest, it as itVitest, vi } from 'vitest';
import { differences } from './differences.ts';

/** The exports of `@jest/globals` that Apollo's integration test suite imports, from Vitest. */
export { afterAll, beforeAll, beforeEach, expect } from 'vitest';
export const jest = vi;

let path: readonly string[] = [];
const found = new Set<string>();

/** Returns the listed differences that match no test of the suite. */
export function findUnknownDifferences(): readonly string[] {
  return Object.keys(differences).filter((name) => !found.has(name));
}

/** Groups tests, and records the titles of the groups. */
export const describe = Object.assign(
  (title: string, define: () => void) => {
    const inner = [...path, title];
    describeVitest(title, () => {
      const outer = path;
      path = inner;
      define();
      path = outer;
    });
  },
  { each: describeVitest.each.bind(describeVitest), skip: describeVitest.skip },
);

/** Defines a test. A test with a listed difference must fail, and its title gives the reason. */
export const it = Object.assign(
  (title: string, run: () => Promise<void> | void) => {
    const name = Object.keys(differences).find((key) => [...path, title].join(' > ').endsWith(` > ${key}`));
    if (name === undefined) {
      itVitest(title, run);
      return;
    }
    found.add(name);
    itVitest.fails(`${title} (not followed: ${differences[name]})`, run);
  },
  { each: itVitest.each.bind(itVitest), skip: itVitest.skip },
);

export const test = it;

/** Registers a hook, which may take a callback as in Jest. */
export function afterEach(hook: (done: () => void) => unknown): void {
  afterEachVitest(
    hook.length === 0
      ? async () => void (await hook(() => {}))
      : () => new Promise<void>((done) => void hook(done)),
  );
}
