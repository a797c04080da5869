import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';

/** Problems in the sources by part, for the terminal, and as a file for other processes. */
export interface ProblemList {
  readonly report: (part: string, problem: string) => void;
  readonly clear: (part: string) => void;
}

/** Creates the file, a JSON list of texts, without problems. */
export function createProblemList(path: string, log: (sentence: string) => void): ProblemList {
  const problems = new Map<string, string>();
  const write = () => writeAtomically(path, JSON.stringify([...problems.values()]));
  mkdirSync(dirname(path), { recursive: true });
  write();
  return {
    report: (part, problem) => {
      log(problem);
      problems.set(part, problem);
      write();
    },
    clear: (part) => {
      if (problems.delete(part)) write();
    },
  };
}
