import { writeFileSync } from 'node:fs';
import { CompositionError, composeGraph } from './compose-graph.ts';
import { readSubgraphs } from './read-subgraphs.ts';

const header = '# Made by `npm run compose` from subgraphs/*/schema.graphql. Do not edit.\n\n';

function compose(): void {
  const { supergraphSdl, apiSdl } = composeGraph(readSubgraphs());
  writeFileSync(new URL('../supergraph.graphql', import.meta.url), `${header}${supergraphSdl.trim()}\n`);
  writeFileSync(new URL('../api.graphql', import.meta.url), `${header}${apiSdl.trim()}\n`);
}

try {
  compose();
} catch (error) {
  if (!(error instanceof CompositionError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
