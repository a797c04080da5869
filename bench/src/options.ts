import { type BenchCase, benchCases } from './bench-cases.ts';

/** Options of the command line. */
export type BenchOptions = {
  readonly cases: readonly BenchCase[];
  readonly rounds: number;
  readonly seconds: number;
  readonly v8Flags: readonly string[];
  readonly peers: boolean;
  readonly profile: boolean;
};

/** The options and their defaults, shown with an error. */
export const usage = `Options:
  --case <a-e, m>       one case only; repeat it for several (default: all)
  --rounds <n>          measured rounds a gateway, 1-50 (default: 5)
  --seconds <n>         seconds a round, 1-60 (default: 3)
  --v8-flags "<flags>"  V8 flags every gateway runs with (default: none)
  --peers               measure @graphql-hive/gateway too; installs it into bench/peers
  --profile             profile ours instead of comparing, case d unless --case says otherwise`;

/** Reads the arguments after the script's name. Throws one error that lists all problems. */
export function readOptions(args: readonly string[]): BenchOptions {
  const problems: string[] = [];
  const names: string[] = [];
  let options: BenchOptions = { cases: [], rounds: 5, seconds: 3, v8Flags: [], peers: false, profile: false };
  const rest = [...args];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--peers') options = { ...options, peers: true };
    else if (name === '--profile') options = { ...options, profile: true };
    else if (name === '--case') names.push(rest.shift() ?? '');
    else if (name === '--rounds')
      options = { ...options, rounds: readWhole(name, rest.shift(), 50, problems) };
    else if (name === '--seconds')
      options = { ...options, seconds: readWhole(name, rest.shift(), 60, problems) };
    else if (name === '--v8-flags') options = { ...options, v8Flags: readFlags(rest.shift(), problems) };
    else problems.push(`There is no option ${name}`);
  }
  if (options.profile && options.peers) problems.push('--profile profiles ours only; leave --peers out');
  const cases = readCases(options.profile && names.length === 0 ? ['d'] : names, problems);
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${usage}`);
  return { ...options, cases };
}

function readWhole(name: string, text: string | undefined, most: number, problems: string[]): number {
  const value = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= most))
    problems.push(`${name} must be a whole number, 1-${most}; received ${text}`);
  return value;
}

function readFlags(text: string | undefined, problems: string[]): readonly string[] {
  const flags = text?.split(' ').filter((flag) => flag !== '') ?? [];
  if (flags.length === 0 || flags.some((flag) => !/^--[a-z0-9-]+(=\S+)?$/.test(flag)))
    problems.push(
      `--v8-flags must be flags parted by spaces, such as "--max-semi-space-size=64"; received ${text}`,
    );
  return flags;
}

function readCases(names: readonly string[], problems: string[]): readonly BenchCase[] {
  for (const name of names)
    if (!benchCases.some((one) => one.name === name))
      problems.push(`--case must be one of a-e, m; received ${name}`);
  return names.length === 0 ? benchCases : benchCases.filter((one) => names.includes(one.name));
}
