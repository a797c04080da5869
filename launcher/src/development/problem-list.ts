import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Problems of the sources, for the terminal, and as a file for other processes. */
export interface ProblemList {
  /** Sets the problem of a part. */
  readonly report: (part: string, problem: string) => void;
  /** Clears the problem of a part. */
  readonly clear: (part: string) => void;
}

/** Creates the file, a JSON list of texts, without problems. It is replaced as a whole. */
export function createProblemList(path: string, log: (sentence: string) => void): ProblemList {
  const problems = new Map<string, string>();
  const write = (): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.draft`, JSON.stringify([...problems.values()]));
    renameSync(`${path}.draft`, path);
  };
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
