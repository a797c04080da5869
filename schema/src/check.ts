import { readCheckArguments } from './check/check-arguments.ts';
import { CheckProblem } from './check/check-problem.ts';
import { judgeChange } from './check/judge-change.ts';
import { printChange } from './check/print-change.ts';
import { readBaseline } from './check/read-baseline.ts';
import { readOperations, readOwnOperations } from './check/read-operations.ts';
import { CompositionError, composeGraph } from './compose-graph.ts';
import { readSubgraphs } from './read-subgraphs.ts';

/** Exit codes: 0 if the change is accepted, 1 if it is refused, 2 if it could not be checked. */
async function check(args: readonly string[]): Promise<number> {
  const { against, operations, json } = readCheckArguments(args);
  const baseline = readBaseline(against);
  const known = operations ? readOperations(operations) : readOwnOperations(baseline.revision);
  try {
    const { supergraphSdl } = composeGraph(readSubgraphs());
    const change = await judgeChange({
      before: baseline.supergraphSdl,
      after: supergraphSdl,
      operations: known,
    });
    const told = { against: baseline.name, composition: [], ...change };
    process.stdout.write(json ? `${JSON.stringify(told, null, 2)}\n` : printChange(change, baseline.name));
    return change.accepted ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CompositionError)) throw error;
    const told = { against: baseline.name, accepted: false, composition: error.problems };
    process.stdout.write(json ? `${JSON.stringify(told, null, 2)}\n` : `REFUSED: ${error.message}\n`);
    return 1;
  }
}

try {
  process.exitCode = await check(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CheckProblem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
