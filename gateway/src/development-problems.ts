import { readFileSync } from 'node:fs';

/**
 * Returns the problems in the sources of the graph from the file. Empty if the file is absent or is not a list of
 * texts.
 */
export function readDevelopmentProblems(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  try {
    const problems: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(problems) ? problems.map(String) : [];
  } catch {
    return [];
  }
}
