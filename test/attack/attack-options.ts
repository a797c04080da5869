import { parseArgs } from 'node:util';

/** Options of the command line. */
export interface AttackOptions {
  /** Families to run. Empty: all. */
  readonly only: readonly string[];
  readonly seed: number;
  readonly requests: number;
  /** Duration of each attack on memory. */
  readonly seconds: number;
  /** Whether to list the audits without running them. */
  readonly list: boolean;
}

const usage = `Options:
  --only <family>   one family only; repeat it for several (default: all)
  --seed <n>        the seed of the malformed requests, 0-4294967295 (default: a new one)
  --requests <n>    how many malformed requests to send, 2-1000000 (default: 10000)
  --seconds <n>     how long each attack on memory lasts, 1-3600 (default: 10)
  --list            list what is sent and what must come back, and attack nobody`;

/** Reads the arguments after the script's name. Throws an error that lists the problems and the options. */
export function readAttackOptions(args: readonly string[], families: readonly string[]): AttackOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true, default: [] },
        seed: { type: 'string' },
        requests: { type: 'string', default: '10000' },
        seconds: { type: 'string', default: '10' },
        list: { type: 'boolean', default: false },
      },
    });
    return {
      only: values.only.map((name) => checkFamily(name, families)),
      seed:
        values.seed === undefined
          ? Math.floor(Math.random() * 2 ** 32)
          : readWhole('--seed', values.seed, 0, 2 ** 32 - 1),
      requests: readWhole('--requests', values.requests, 2, 1_000_000),
      seconds: readWhole('--seconds', values.seconds, 1, 3_600),
      list: values.list,
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function checkFamily(name: string, families: readonly string[]): string {
  if (families.includes(name)) return name;
  throw new Error(`--only must be one of ${families.join(', ')}; received ${name}`);
}

function readWhole(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number, ${least}-${most}; received ${text}`);
}
