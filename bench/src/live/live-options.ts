import { parseArgs } from 'node:util';
import { readWhole } from '../read-whole.ts';

/** Options of the command line. */
export type LiveOptions = {
  readonly subscribers: number;
  readonly seconds: number;
  /** Whether Hive Gateway is measured too. */
  readonly peers: boolean;
  /** Whether the CPU profile of our gateway is printed. */
  readonly profile: boolean;
};

const usage = `Options:
  --subscribers <n>  subscribers of the gateway, 10-20000 (default: 5000)
  --seconds <n>      seconds of events a case, 1-60 (default: 5)
  --no-peers         our gateway only, without Hive Gateway
  --profile          our gateway only, and its CPU profile while it delivers events`;

/** Reads the arguments after the script's name. Throws an error that lists the problem and the options. */
export function readLiveOptions(args: readonly string[]): LiveOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        subscribers: { type: 'string', default: '5000' },
        seconds: { type: 'string', default: '5' },
        peers: { type: 'boolean', default: true },
        profile: { type: 'boolean', default: false },
      },
    });
    const { peers, profile } = values;
    return {
      subscribers: readWhole('--subscribers', values.subscribers, 10, 20_000),
      seconds: readWhole('--seconds', values.seconds, 1, 60),
      peers: peers && !profile,
      profile,
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}
