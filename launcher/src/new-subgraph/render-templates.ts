import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SubgraphNames } from './subgraph-names.ts';

/** A file to write: its path below the subgraph's folder, and its text. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

/** Renders the files of a new subgraph: `{{word}}` in a path or a text is replaced. */
export function renderTemplates(names: SubgraphNames, grpc = false): readonly RenderedFile[] {
  const words = { ...names };
  return readTemplates(grpc).map(({ path, text }) => ({
    path: render(path, words),
    text: render(text, words),
  }));
}

/** Renders the contracts of the events of a new subgraph. */
export function renderContracts(names: SubgraphNames): string {
  const file = new URL(`../../templates/events/contracts.json${suffix}`, import.meta.url);
  return render(readFileSync(file, 'utf8'), { ...names });
}

/** Reads `launcher/templates/subgraph`. Those of `grpc` replace the files of the same path, and add others. */
export function readTemplates(grpc = false): readonly RenderedFile[] {
  const files = ['subgraph', ...(grpc ? ['grpc'] : [])].flatMap(readFolder);
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

function readFolder(name: string): readonly RenderedFile[] {
  const folder = new URL(`../../templates/${name}/`, import.meta.url);
  return globSync(`**/*${suffix}`, { cwd: fileURLToPath(folder) }).map((path) => ({
    path: path.slice(0, -suffix.length).replaceAll('\\', '/'),
    text: readFileSync(new URL(path, folder), 'utf8'),
  }));
}

/** Suffix that keeps tools from treating templates as code. */
const suffix = '.template';

/** Replaces each `{{word}}` in a template. */
export function render(template: string, words: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (placeholder, word: string) => {
    const value = words[word];
    if (value === undefined) throw new Error(`A template must use known words only, but has ${placeholder}`);
    return value;
  });
}
