import { type ChaosCommand, readChaosCommand } from './chaos-options.ts';
import { findProblems, formatReport } from './format-report.ts';
import { findLiveProblems, formatLive } from './live/format-live.ts';
import { runLive } from './live/run-live.ts';
import { findRollingProblems, formatRolling } from './rolling/format-rolling.ts';
import { runRolling } from './rolling/run-rolling.ts';
import { runChaos } from './run-chaos.ts';
import { findSlowProblems, formatSlow } from './slow/format-slow.ts';
import { runSlow } from './slow/run-slow.ts';

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const command = readChaosCommand(process.argv.slice(2));
  const problems = await runCommand(command);
  for (const problem of problems.slice(0, 30)) console.log(`Unexpected: ${problem}`);
  if (problems.length > 30) console.log(`and ${problems.length - 30} more`);
  if (problems.length > 0) process.exitCode = 1;
}

/** Prints the report of the command, and returns the problems as sentences. */
function runCommand(command: ChaosCommand): Promise<readonly string[]> {
  switch (command.mode) {
    case 'faults':
      return breakThings(command);
    case 'rolling':
      return restartAll(command);
    case 'slow':
      return slowDown(command);
    case 'live':
      return killUnderSubscribers(command);
    default:
      return command.mode satisfies never;
  }
}

async function restartAll({ seed, perSecond }: ChaosCommand): Promise<readonly string[]> {
  console.log(`Two replicas of each service are restarted under ${perSecond} requests a second.`);
  const report = await runRolling({ seed, perSecond, log: console.log });
  console.log(`\n${formatRolling(report)}`);
  return findRollingProblems(report);
}

async function slowDown({ perSecond }: ChaosCommand): Promise<readonly string[]> {
  console.log(`${perSecond} requests a second, half of them to users, which is slow in every other period.`);
  const report = await runSlow({ perSecond, rounds: 5, log: console.log });
  console.log(`\n${formatSlow(report)}`);
  return findSlowProblems(report);
}

async function killUnderSubscribers({ seed, perSecond, times }: ChaosCommand): Promise<readonly string[]> {
  console.log(`Each process is killed ${times} times while clients follow ${perSecond} new orders a second.`);
  const report = await runLive({ times, seed, ordersPerSecond: perSecond, log: console.log });
  console.log(`\n${formatLive(report)}`);
  return findLiveProblems(report);
}

async function breakThings({
  minutes,
  seed,
  perSecond,
  only,
  broker,
}: ChaosCommand): Promise<readonly string[]> {
  console.log(
    `${minutes} minutes of faults with the seed ${seed}, under ${perSecond} requests a second. ` +
      `Events go over ${broker?.name ?? 'HTTP, without a broker'}.`,
  );
  const report = await runChaos({
    minutes,
    seed,
    perSecond,
    faultMs: 3_000,
    quietMs: 4_000,
    ...(only && { only }),
    broker,
    log: console.log,
  });
  console.log(`\n${formatReport(report)}`);
  return findProblems(report);
}
