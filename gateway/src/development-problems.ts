import { readFileSync } from 'node:fs';

/** What the file says is wrong with the sources of the graph: nothing where there is no file, or no list of texts in it. */
export function readDevelopmentProblems(file: string): readonly string[] {
  if (file === '') return [];
  try {
    const problems: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(problems) ? problems.map(String) : [];
  } catch {
    return [];
  }
}
