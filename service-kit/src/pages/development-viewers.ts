import { readFileSync } from 'node:fs';
import type { Viewer } from '../identity/viewer.ts';
import { variable } from '../variables.ts';

/** A viewer for signing in to pages, in development. */
export interface DevelopmentViewer extends Viewer {
  readonly name: string;
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
    const list = readJson(file);
    const viewers = Array.isArray(list) ? list.map(readViewer) : [];
    if (viewers.length === 0 || viewers.includes(undefined)) throw new Error(rule);
    return viewers.flatMap((viewer) => viewer ?? []);
  },
});

/** Viewer of a JSON file. */
export const viewerFile = variable<Viewer>('DEVELOPMENT_VIEWER', {
  about: 'User that the development pages are signed in as.',
  accepts: 'JSON file: `subject` and `scopes`',
  parse: (file) => {
    const { subject, scopes }: { subject?: unknown; scopes?: unknown } = Object(readJson(file));
    if (typeof subject !== 'string' || !Array.isArray(scopes))
      throw new Error('must name a JSON file with "subject" and "scopes"');
    return { subject, scopes: new Set(scopes.map(String)) };
  },
});

/** Returns undefined if the file is unreadable or is not JSON. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
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
