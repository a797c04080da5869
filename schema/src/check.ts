import { parseArgs } from 'node:util';
import { checkChange } from './check/check-change.ts';
import { CheckError } from './check/check-error.ts';
import { printChange } from './check/print-change.ts';
import { readBaseline } from './check/read-baseline.ts';
import { readOperations, readOwnOperations } from './check/read-operations.ts';
import { CompositionError, composeGraph } from './compose-graph.ts';
import { checkContracts } from './contracts/check-contracts.ts';
import { ContractError } from './contracts/read-contracts.ts';
import { checkEvents } from './events/check-events.ts';
import { readSubgraphs } from './registry.ts';

/**
 * Runs the check. Exit codes: 0 if the change is accepted, 1 if it is refused, 2 if it could not be checked.
 */
async function check(args: readonly string[]): Promise<number> {
  const { against, operations, json } = readCheckArguments(args);
  const baseline = readBaseline(against);
  const known = operations ? readOperations(operations) : readOwnOperations(baseline.revision);
  try {
    const { supergraphSdl } = composeGraph(readSubgraphs());
    const sdls = { before: baseline.supergraphSdl, after: supergraphSdl };
    const toCheck = { ...sdls, operations: known };
    const change = await checkChange(toCheck);
    const contracts = await checkContracts(toCheck, baseline.revision);
    const events = baseline.revision === undefined ? [] : checkEvents(baseline.revision);
    const isKept = contracts.every((each) => each.change.accepted);
    const accepted = change.accepted && isKept && events.length === 0;
    const report = { against: baseline.name, composition: [], ...change, accepted, contracts, events };
    const text = [
      printChange(change, baseline.name),
      ...contracts.map((each) => `\nContract ${each.contract}\n${printChange(each.change, baseline.name)}`),
      printEvents(events),
    ].join('');
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : text);
    return accepted ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CompositionError)) throw error;
    const report = { against: baseline.name, accepted: false, composition: error.problems };
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `REFUSED: ${error.message}\n`);
    return 1;
  }
}

try {
  process.exitCode = await check(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CheckError || error instanceof ContractError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

/** Formats changes of events that can break a consumer. */
function printEvents(problems: readonly string[]): string {
  if (problems.length === 0) return '';
  const list = problems.map((problem) => `  - ${problem}\n`).join('');
  return `\nBreaks consumers of events\n${list}\nREFUSED: consumers of events would break\n`;
}

/** Reads `[--against <git revision or file>] [--operations <file>]… [--json]`, or throws CheckError. */
function readCheckArguments(args: readonly string[]) {
  const options = {
    against: { type: 'string' },
    operations: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new CheckError(
      `schema:check takes [--against <git revision or file>] [--operations <file>]… [--json]: ${problem}`,
      { cause },
    );
  }
}
