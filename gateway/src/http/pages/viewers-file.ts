import { readFileSync } from 'node:fs';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { variable } from '@supergraph/service-kit/variables.ts';

/** A viewer for signing in to pages, in development. */
export interface DevelopmentViewer extends Viewer {
  /** Name for people. */
  readonly name: string;
  /** Purpose of the viewer, in a few words. */
  readonly description: string;
}

const rule =
  'must name a JSON file: a list of viewers, each with "name", "description", "subject" and "scopes"';

/** Viewers of a JSON file. */
export const viewersFile = variable<readonly DevelopmentViewer[]>('DEVELOPMENT_VIEWERS', {
  about: 'Users that pages of this origin can sign in as, if `DEVELOPMENT_PAGES` is on.',
  accepts: 'JSON file: list of `name`, `description`, `subject` and `scopes`',
  fallback: [],
  parse: (file) => {
    const viewers = readList(file)?.map(readViewer);
    if (!viewers?.length || viewers.includes(undefined)) throw new Error(rule);
    return viewers.flatMap((viewer) => viewer ?? []);
  },
});

function readList(file: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

function readViewer(value: unknown): DevelopmentViewer | undefined {
  const { name, description, subject, scopes }: Readonly<Record<string, unknown>> = Object(value);
  if (!isText(name) || !isText(description) || !isText(subject)) return undefined;
  if (!Array.isArray(scopes) || !scopes.every(isText)) return undefined;
  return { name, description, subject, scopes: new Set(scopes) };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
