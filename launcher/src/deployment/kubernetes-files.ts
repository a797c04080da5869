import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type RegisteredSubgraph, repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { type RenderedFile, render } from '../new-subgraph/render-templates.ts';

/** Folders of `deploy/kubernetes` whose every file is generated. */
export const generatedFolders = ['base/subgraphs', 'overlays/local/databases'].map(
  (folder) => `deploy/kubernetes/${folder}`,
);

const [services = '', databases = ''] = generatedFolders;

/** Writes the manifests of all subgraphs, and removes those of others. */
export function writeKubernetesFiles(registry: readonly RegisteredSubgraph[]): void {
  const files = renderKubernetesFiles(registry);
  for (const folder of generatedFolders) {
    mkdirSync(repositoryFile(folder), { recursive: true });
    for (const name of readdirSync(repositoryFile(folder)))
      if (!files.some(({ path }) => path === `${folder}/${name}`))
        rmSync(repositoryFile(`${folder}/${name}`));
  }
  for (const { path, text } of files) writeAtomically(repositoryFile(path), text);
}

/** Renders the manifests of all subgraphs. Their paths start at the root of the repository. */
export function renderKubernetesFiles(registry: readonly RegisteredSubgraph[]): readonly RenderedFile[] {
  const lines = (line: (subgraph: RegisteredSubgraph) => string): string => registry.map(line).join('\n');
  const resources = lines(({ name }) => `  - ${name}.yaml`);
  const urls = lines(({ name, port }) => {
    const [prefix, origin] = [variablePrefix(name), `http://${name}:${port}`];
    return `      - ${prefix}_URL=${origin}/graphql\n      - ${prefix}_EVENTS_URL=${origin}/events`;
  });
  const eventUrls = lines(
    ({ name, port }) =>
      `            - { name: ${variablePrefix(name)}_EVENTS_URL, value: 'http://${name}:${port}/events' }`,
  );
  return [
    { path: `${services}/kustomization.yaml`, text: renderTemplate('subgraphs', { resources, urls }) },
    { path: `${databases}/kustomization.yaml`, text: renderTemplate('databases', { resources }) },
    ...registry.flatMap(({ name, port }) => {
      const words = { name, port: String(port), prefix: variablePrefix(name), eventUrls };
      return [
        { path: `${services}/${name}.yaml`, text: renderTemplate('subgraph', words) },
        { path: `${databases}/${name}.yaml`, text: renderTemplate('database', words) },
      ];
    }),
  ];
}

function renderTemplate(name: string, words: Readonly<Record<string, string>>): string {
  const template = repositoryFile(`launcher/templates/kubernetes/${name}.yaml.template`);
  return render(readFileSync(template, 'utf8'), words);
}
