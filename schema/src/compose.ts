import { CompositionError, composeGraph } from './compose-graph.ts';
import { readSubgraphs } from './registry.ts';
import { writeGraph } from './write-graph.ts';

try {
  writeGraph(composeGraph(readSubgraphs()));
} catch (error) {
  if (!(error instanceof CompositionError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
