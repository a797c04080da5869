import { parseArgs } from 'node:util';
import type { BrokerKind } from '../brokers/system/broker.ts';
import { realBrokers } from '../brokers/system/broker-kinds.ts';

/** Options of the command line. */
export interface ChaosCommand {
  /** Parts to run: faults in turn, deployments, one slow subgraph, or kills under subscribers. */
  readonly mode: 'faults' | 'rolling' | 'slow' | 'live';
  readonly minutes: number;
  readonly seed: number;
  readonly perSecond: number;
  readonly only: RegExp | undefined;
  /** Broker of events in the part with faults, or undefined without one. */
  readonly broker: BrokerKind | undefined;
  /** Number of times that each process is killed under subscribers. */
  readonly times: number;
}

const usage = `Options:
  --minutes <n>      how long to break things, 0.1-600 (default: 2)
  --seed <n>         what decides which faults come when, 0-4294967295 (default: a new one)
  --rate <n>         requests a second, 1-1000 (default: 40; 200 with --slow; 2 orders with --live)
  --only <pattern>   only faults whose name matches a regular expression
  --broker <name>    broker of events: nats, redis, rabbitmq or none (default: decided by the seed, of those installed)
  --rolling          in place of faults: restart every process of a graph with two replicas of each
  --slow             in place of faults: one subgraph takes 5 s; compare the queries that do not touch it
  --live             in place of faults: kill -9 of every process while clients follow orders
  --times <n>        how often each process is killed with --live, 1-1000 (default: 20)`;

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
        broker: { type: 'string' },
        rolling: { type: 'boolean', default: false },
        slow: { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        times: { type: 'string', default: '20' },
      },
    });
    const modes = (['rolling', 'slow', 'live'] as const).filter((name) => values[name]);
    const [mode = 'faults'] = modes;
    if (modes.length > 1) throw new Error(`--${modes.join(' and --')} exclude each other`);
    const seed = readNumber(
      '--seed',
      values.seed ?? String(Math.floor(Math.random() * 2 ** 32)),
      0,
      2 ** 32 - 1,
    );
    return {
      mode,
      minutes: readNumber('--minutes', values.minutes, 0.1, 600),
      seed,
      broker: chooseBroker(values.broker, seed),
      perSecond: readNumber('--rate', values.rate ?? defaultRates[mode], 1, 1_000),
      times: readNumber('--times', values.times, 1, 1_000),
      only: values.only === undefined ? undefined : new RegExp(values.only),
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function chooseBroker(name: string | undefined, seed: number): BrokerKind | undefined {
  const installed = realBrokers.filter(({ program }) => program !== undefined);
  if (name === undefined) return installed[seed % (installed.length + 1)];
  const found = installed.find((kind) => kind.name === name);
  if (found !== undefined || name === 'none') return found;
  const names = [...installed.map((kind) => kind.name), 'none'];
  throw new Error(`--broker must be one of ${names.join(', ')}; received ${name}`);
}

const defaultRates = { faults: '40', rolling: '40', slow: '200', live: '2' } as const;

function readNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a number, ${least}-${most}; received ${text}`);
}
