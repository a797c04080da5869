import { parseArgs } from 'node:util';
import { CompositionError, composeGraph } from './compose-graph.ts';
import { ContractError, findContracts } from './contracts/read-contracts.ts';
import { readSubgraphs } from './registry.ts';
import { writeContracts, writeGraph } from './write-graph.ts';

/** Composes the graph and all its contracts, or one contract only. */
function compose(args: readonly string[]): void {
  const { contract } = readComposeArguments(args);
  const contracts = findContracts(contract);
  const graph = composeGraph(readSubgraphs());
  if (contract === undefined) writeGraph(graph);
  writeContracts(graph, contracts);
}

/** Reads `[--contract <name>]`, or throws ContractError. */
function readComposeArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { contract: { type: 'string' } } }).values;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ContractError(`compose takes [--contract <name>]: ${problem}`, { cause });
  }
}

try {
  compose(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CompositionError || error instanceof ContractError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
