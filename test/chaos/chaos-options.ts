import { parseArgs } from 'node:util';

/** Options of the command line. */
export interface ChaosCommand {
  /** Parts to run: faults in turn, deployments, or one slow subgraph. */
  readonly mode: 'faults' | 'rolling' | 'slow';
  readonly minutes: number;
  readonly seed: number;
  readonly perSecond: number;
  readonly only: RegExp | undefined;
}

const usage = `Options:
  --minutes <n>      how long to break things, 0.1-600 (default: 2)
  --seed <n>         what decides which faults come when, 0-4294967295 (default: a new one)
  --rate <n>         requests a second, 1-1000 (default: 40; 200 with --slow)
  --only <pattern>   only faults whose name matches a regular expression
  --rolling          in place of faults: restart every process of a graph with two replicas of each
  --slow             in place of faults: one subgraph takes 5 s; compare the queries that do not touch it`;

/** Reads the arguments after the script's name. Throws an error that lists the problems and the options. */
export function readChaosCommand(args: readonly string[]): ChaosCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: 'string', default: '2' },
        seed: { type: 'string' },
        rate: { type: 'string' },
        only: { type: 'string' },
        rolling: { type: 'boolean', default: false },
        slow: { type: 'boolean', default: false },
      },
    });
    if (values.rolling && values.slow) throw new Error('--rolling and --slow exclude each other');
    const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 32));
    return {
      mode: values.rolling ? 'rolling' : values.slow ? 'slow' : 'faults',
      minutes: readNumber('--minutes', values.minutes, 0.1, 600),
      seed: readNumber('--seed', seed, 0, 2 ** 32 - 1),
      perSecond: readNumber('--rate', values.rate ?? (values.slow ? '200' : '40'), 1, 1_000),
      only: values.only === undefined ? undefined : new RegExp(values.only),
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a number, ${least}-${most}; received ${text}`);
}
