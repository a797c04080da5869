import { parseArgs } from 'node:util';
import { readWhole } from '../read-whole.ts';

const sections = ['start', 'first-seen', 'slow-plan', 'reload', 'memory'] as const;

/** A part of the benchmark, with a table of its own. */
export type Section = (typeof sections)[number];

/** Options of the command line. */
export type ColdOptions = {
  readonly sections: readonly Section[];
  /** Number of entity types in the generated graph. */
  readonly types: number;
  readonly reloads: number;
  readonly rounds: number;
  /** Minutes of mixed load instead of the sections; 0 for none. */
  readonly soakMinutes: number;
};

const usage = `Options:
  --section <name>   one part only (${sections.join(', ')}); repeat it for several (default: all)
  --types <n>        entity types of the generated graph, 20-2000 (default: 300)
  --reloads <n>      reloads under load, 4-5000 (default: 500); stock does a tenth of them, and the section memory is of ours alone
  --rounds <n>       rounds of warm queries beside a slow plan, 1-20 (default: 3)
  --soak <minutes>   mixed load on ours for so long instead, and its memory over time, 1-600`;

/** Reads the arguments after the script's name. Throws an error that lists the problems and the options. */
export function readColdOptions(args: readonly string[]): ColdOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        section: { type: 'string', multiple: true, default: [] },
        types: { type: 'string', default: '300' },
        reloads: { type: 'string', default: '500' },
        rounds: { type: 'string', default: '3' },
        soak: { type: 'string' },
      },
    });
    return {
      sections: readSections(values.section),
      types: readWhole('--types', values.types, 20, 2_000),
      reloads: readWhole('--reloads', values.reloads, 4, 5_000),
      rounds: readWhole('--rounds', values.rounds, 1, 20),
      soakMinutes: values.soak === undefined ? 0 : readWhole('--soak', values.soak, 1, 600),
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function readSections(wanted: readonly string[]): readonly Section[] {
  const unknown = wanted.find((name) => !sections.some((section) => section === name));
  if (unknown !== undefined)
    throw new Error(`--section must be one of ${sections.join(', ')}; received ${unknown}`);
  return wanted.length === 0 ? sections : sections.filter((section) => wanted.includes(section));
}
