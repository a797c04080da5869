import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';
import { buildSchema } from 'graphql';
import { type ApiPage, renderApi } from './render-api.ts';
import { readSchemaNotes } from './schema-notes.ts';

const folder = repositoryFile('docs/api');

/** Writes the API reference, and removes pages that it no longer has. */
export function generateApi(): void {
  const pages = describeApi();
  mkdirSync(folder, { recursive: true });
  for (const { file, text } of pages) writeAtomically(`${folder}/${file}`, text);
  const stale = readdirSync(folder).filter((file) => !pages.some((page) => page.file === file));
  for (const file of stale) rmSync(`${folder}/${file}`);
}

/** Returns the pages of the committed graph. */
export function describeApi(): readonly ApiPage[] {
  const read = (file: string): string => readFileSync(repositoryFile(`schema/${file}`), 'utf8');
  return renderApi({
    schema: buildSchema(read('api.graphql'), { assumeValidSDL: true }),
    notes: readSchemaNotes(read('supergraph.graphql')),
  });
}
