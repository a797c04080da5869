import { composeGraph } from '@supergraph/schema/compose-graph.ts';
import { readSubgraphs } from '@supergraph/schema/read-subgraphs.ts';
import { buildSchema } from 'graphql';
import type { SubgraphNames } from './subgraph-names.ts';

/** Throws, before anything is written, where the graph has a name already, lacks `User`, or does not compose with this schema. */
export function checkFit({ name, Type, type, names }: SubgraphNames, sdl: string): void {
  const subgraphs = readSubgraphs();
  const api = buildSchema(composeGraph(subgraphs).apiSdl, { assumeValidSDL: true });
  const taken = [
    ...[Type, `${Type}Connection`, `${Type}Edge`].filter((each) => api.getType(each) !== undefined),
    ...[type, names]
      .filter((field) => api.getQueryType()?.getFields()[field])
      .map((field) => `Query.${field}`),
  ];
  if (taken.length > 0)
    throw new Error(`The graph has ${taken.join(', ')} already: choose another name, or --type`);
  if (api.getType('User') === undefined)
    throw new Error('A new subgraph extends the entity User, but the graph has none');
  composeGraph([...subgraphs, { name, url: 'http://localhost/graphql', sdl }]);
}
