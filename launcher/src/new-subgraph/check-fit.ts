import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeGraph } from '@supergraph/schema/compose-graph.ts';
import { readSubgraphs, repositoryFile, subgraphFolder } from '@supergraph/schema/registry.ts';
import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';
import { type RenderedFile, readTemplates } from './render-templates.ts';
import type { SubgraphNames } from './subgraph-names.ts';

/** Throws, before anything is written, if a new subgraph does not fit into the tree. */
export type FitCheck = (names: SubgraphNames, files: readonly RenderedFile[]) => void;

/**
 * Reads the tree once. The check refuses a name that is taken in the graph, the workspaces or the code, and files that do
 * not compose with the graph.
 */
export function createFitCheck(): FitCheck {
  const subgraphs = readSubgraphs();
  const api = buildSchema(composeGraph(subgraphs).apiSdl, { assumeValidSDL: true });
  const workspaces = readWorkspaceNames();
  const used = usedInCode(subgraphs.map(({ name }) => name));
  return (names, files) => {
    const { name, Type } = names;
    const taken = takenInGraph(api, names);
    if (taken.length > 0)
      throw new Error(`The graph has ${taken.join(', ')} already: choose another name, or --type`);
    if (api.getType('User') === undefined)
      throw new Error('A new subgraph extends the entity User, but the graph has none');
    if (workspaces.has(`@supergraph/${name}`))
      throw new Error(`The workspace @supergraph/${name} exists already: choose another name`);
    const twice = files.find(({ path }, index) => files.findIndex((file) => file.path === path) !== index);
    if (twice !== undefined)
      throw new Error(`The file ${twice.path} would be written twice: choose another name, or --type`);
    if (used.has(Type))
      throw new Error(
        `The code of a subgraph uses the name ${Type} for something else: choose another --type`,
      );
    const sdl = files.find(({ path }) => path === 'schema.graphql')?.text ?? '';
    composeGraph([...subgraphs, { name, url: 'http://localhost/graphql', sdl }]);
  };
}

function takenInGraph(api: GraphQLSchema, { Type, type, names }: SubgraphNames): readonly string[] {
  const types = [Type, `${Type}Connection`, `${Type}Edge`, `Create${Type}Input`];
  const fields = { Query: [type, names], Mutation: [`create${Type}`], User: [names] };
  return [
    ...types.filter((each) => specified.has(each) || api.getType(each) !== undefined),
    ...Object.entries(fields).flatMap(([owner, added]) => {
      const object = api.getType(owner);
      const known = isObjectType(object) ? object.getFields() : {};
      return added.filter((field) => Object.hasOwn(known, field)).map((field) => `${owner}.${field}`);
    }),
  ];
}

/** Types that every graph has, whether it uses them or not. */
const specified = new Set(['Query', 'Mutation', 'Subscription', 'Int', 'Float', 'String', 'Boolean', 'ID']);

function readWorkspaceNames(): ReadonlySet<string> {
  const { workspaces } = JSON.parse(readFileSync(repositoryFile('package.json'), 'utf8'));
  const manifests = globSync(
    workspaces.map((folder: string) => `${folder}/package.json`),
    { cwd: repositoryFile('.') },
  );
  return new Set(manifests.map((path) => JSON.parse(readFileSync(repositoryFile(path), 'utf8')).name));
}

/** Reads the types and classes that the code of the entity names: its sources and generated types. */
function usedInCode(subgraphs: readonly string[]): ReadonlySet<string> {
  const generated = subgraphs.map((name) =>
    readFileSync(fileURLToPath(new URL('src/generated/resolvers.ts', subgraphFolder(name))), 'utf8'),
  );
  const templates = readTemplates().filter(({ path }) => path.startsWith('src/'));
  const code = [...templates.map(({ text }) => text), ...generated].map((text) =>
    text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, ''),
  );
  return new Set(code.flatMap((text) => text.match(/(?<![\w{}.])[A-Z]\w*(?![\w{])/g) ?? []));
}
