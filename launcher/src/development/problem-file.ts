import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What is wrong with the sources as they are now, for the terminal, and in a file for whoever reads that. */
export interface ProblemFile {
  /** What is wrong with this part from now on. */
  readonly tell: (part: string, problem: string) => void;
  /** Nothing is wrong with this part any more. */
  readonly settle: (part: string) => void;
}

/** Creates the file, a JSON list of texts, with nothing in it; a reader never finds half of it. */
export function createProblemFile(path: string, log: (sentence: string) => void): ProblemFile {
  const problems = new Map<string, string>();
  const write = (): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.draft`, JSON.stringify([...problems.values()]));
    renameSync(`${path}.draft`, path);
  };
  write();
  return {
    tell: (part, problem) => {
      log(problem);
      problems.set(part, problem);
      write();
    },
    settle: (part) => {
      if (problems.delete(part)) write();
    },
  };
}
