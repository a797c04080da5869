import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';

export type ProblemList = ReturnType<typeof createProblemList>;

/** Creates an empty list of the problems of the sources: for the terminal, and as a JSON file for other processes. */
export function createProblemList(path: string, log: (sentence: string) => void) {
  const problems = new Map<string, string>();
  const write = () => writeAtomically(path, JSON.stringify([...problems.values()]));
  mkdirSync(dirname(path), { recursive: true });
  write();
  return {
    report: (part: string, problem: string): void => {
      log(problem);
      problems.set(part, problem);
      write();
    },
    clear: (part: string): void => {
      if (problems.delete(part)) write();
    },
  };
}
