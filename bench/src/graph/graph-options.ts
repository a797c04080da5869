import { parseArgs } from 'node:util';
import { readWhole } from '../read-whole.ts';
import { type GraphCase, graphCases } from './graph-cases.ts';

/** Options of the command line. */
export type GraphOptions = {
  readonly cases: readonly GraphCase[];
  readonly rounds: number;
  readonly seconds: number;
  readonly v8Flags: readonly string[];
  readonly profile: boolean;
};

const names = graphCases.map(({ name }) => name).join(', ');

const usage = `Options:
  --case <name>         one case only (${names}); repeat it for several (default: all)
  --rounds <n>          measured rounds a topology, 1-50 (default: 5)
  --seconds <n>         seconds a round, 1-60 (default: 3)
  --v8-flags "<flags>"  V8 flags that every process runs with (default: none)
  --profile             profile the monolith and the three processes instead of comparing`;

/** Reads the arguments after the script's name. Throws an error that lists the problems and the options. */
export function readGraphOptions(args: readonly string[]): GraphOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        case: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '3' },
        'v8-flags': { type: 'string', default: '' },
        profile: { type: 'boolean', default: false },
      },
    });
    return {
      cases: readCases(values.case),
      rounds: readWhole('--rounds', values.rounds, 1, 50),
      seconds: readWhole('--seconds', values.seconds, 1, 60),
      v8Flags: readFlags(values['v8-flags']),
      profile: values.profile,
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function readCases(wanted: readonly string[]): readonly GraphCase[] {
  const unknown = wanted.find((name) => !graphCases.some((one) => one.name === name));
  if (unknown !== undefined) throw new Error(`--case must be one of ${names}; received ${unknown}`);
  return wanted.length === 0 ? graphCases : graphCases.filter(({ name }) => wanted.includes(name));
}

function readFlags(text: string): readonly string[] {
  const flags = text.split(' ').filter((flag) => flag !== '');
  const wrong = flags.find((flag) => !/^--[a-z0-9-]+(=\S+)?$/.test(flag));
  if (wrong === undefined) return flags;
  throw new Error(`--v8-flags must be flags such as "--max-semi-space-size=64"; received ${wrong}`);
}
