import { parseArgs } from 'node:util';
import { gatewayName, monolithName } from './services.ts';

/** Request of the launcher's command line. */
export interface StartArguments {
  /** Services to start. */
  readonly names: readonly string[];
  /** Subgraphs among them that mocks answer for. */
  readonly mocked: readonly string[];
  /** Subgraphs that run elsewhere. They have no process here. */
  readonly elsewhere: readonly string[];
  /** Place of those: a supergraph, or a URL with `{name}`. Undefined if only variables name it. */
  readonly rest: string | undefined;
  /** Whether to follow the sources: `npm run dev`. */
  readonly isWatched: boolean;
  /** Whether to serve metrics too: `npm start -- --observe`. */
  readonly isObserved: boolean;
}

/** Reads the command line for a graph of these subgraphs. Throws an Error for what does not fit together. */
export function readStartArguments(args: readonly string[], subgraphs: readonly string[]): StartArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      watch: { type: 'boolean', default: false },
      observe: { type: 'boolean', default: false },
      mock: { type: 'boolean', default: false },
      only: { type: 'string' },
      rest: { type: 'string' },
    },
  });
  const { watch: isWatched, observe: isObserved, rest } = values;
  const everything = [...subgraphs, gatewayName];
  const plan = { mocked: [], elsewhere: [], rest, isWatched, isObserved };
  if (rest !== undefined && values.only === undefined) throw new Error('--rest needs --only <subgraph>.');
  if (values.mock) {
    const mocked = readSubgraphs(positionals, subgraphs, 'npm run mock -- <subgraph>');
    return { ...plan, names: everything, mocked };
  }
  if (values.only !== undefined && positionals.length === 0) {
    const only = readSubgraphs(values.only.split(','), subgraphs, 'npm run dev -- --only <subgraph>');
    const elsewhere = subgraphs.filter((name) => !only.includes(name));
    return { ...plan, names: [...only, gatewayName], elsewhere };
  }
  const [name, ...more] = positionals;
  const known = [...everything, monolithName];
  if (
    more.length > 0 ||
    values.only !== undefined ||
    (name !== undefined && (isWatched || !known.includes(name)))
  )
    throw new Error(`Start everything, or one of ${known.join(', ')}; not "${args.join(' ')}".`);
  return { ...plan, names: name === undefined ? everything : [name] };
}

function readSubgraphs(
  given: readonly string[],
  subgraphs: readonly string[],
  usage: string,
): readonly string[] {
  const unknown = given.find((name) => !subgraphs.includes(name));
  if (given.length > 0 && unknown === undefined) return given;
  const problem = unknown === undefined ? 'names no subgraph' : `names ${JSON.stringify(unknown)}`;
  throw new Error(`${usage} ${problem}. The subgraphs are ${subgraphs.join(', ')}.`);
}
