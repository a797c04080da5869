import { parseArgs } from 'node:util';

/** Names of a new subgraph and its entity, in the forms that its files need. */
export interface SubgraphNames {
  /** As in the registry: `gift-cards`. */
  readonly name: string;
  /** As part of a TypeScript name: `GiftCards`. */
  readonly Names: string;
  /** As a GraphQL field: `giftCards`. */
  readonly names: string;
  /** As a table: `gift_cards`. */
  readonly table: string;
  /** In a sentence: `gift cards`. */
  readonly plural: string;
  /** The entity: `GiftCard`. */
  readonly Type: string;
  /** The entity as a GraphQL field: `giftCard`. */
  readonly type: string;
  /** The entity as a file: `gift-card`. */
  readonly file: string;
  /** The entity in a sentence: `gift card`. */
  readonly words: string;
}

/** Arguments of `new:subgraph`. */
export interface NewSubgraph {
  readonly names: SubgraphNames;
  /** Whether the subgraph is in front of a gRPC service. */
  readonly grpc: boolean;
}

/** Reads `<name> [--type <Entity>] [--grpc]`. Throws with the rule and the value for anything else. */
export function readNewSubgraph(args: readonly string[]): NewSubgraph {
  const { positionals, values } = parseArgs({
    args: [...args],
    options: { type: { type: 'string' }, grpc: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name = '', ...rest] = positionals;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 30 || rest.length > 0) {
    throw new Error(
      `new:subgraph takes one name, lower case words with hyphens between and up to 30 characters, but is given ${JSON.stringify(positionals.join(' '))}`,
    );
  }
  const owner = keptNames.get(name);
  if (owner !== undefined) throw new Error(`${owner} keeps the name "${name}" for itself: choose another`);
  const words = name.split('-');
  const names = camel(pascal(words));
  const singular = pascal(singularOf(name).split('-'));
  const type = values.type ?? (camel(singular) === names ? `${singular}Item` : singular);
  if (!/^[A-Z][A-Za-z0-9]{0,59}$/.test(type))
    throw new Error(
      `--type must be the name of a GraphQL type in PascalCase, up to 60 characters, but is ${JSON.stringify(type)}`,
    );
  if (camel(type) === names)
    throw new Error(`--type must be what one of "${name}" is called, but is "${type}" too`);
  const file = type.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
  return {
    grpc: values.grpc,
    names: {
      name,
      Names: pascal(words),
      names,
      table: words.join('_'),
      plural: words.join(' '),
      Type: type,
      type: camel(type),
      file,
      words: file.replaceAll('-', ' '),
    },
  };
}

/**
 * Names that a role, a database or a key of a Compose file cannot have, with the program that refuses each.
 */
const keptNames: ReadonlyMap<string, string> = new Map([
  ...['postgres', 'public', 'none', 'template0', 'template1'].map((name) => [name, 'PostgreSQL'] as const),
  ...['null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n'].map((name) => [name, 'YAML'] as const),
  ...['gateway', 'monolith'].map((name) => [name, 'The launcher'] as const),
  // CLIENT_JWKS_URL is the gateway's.
  ['client-jwks', 'The gateway'],
]);

function pascal(words: readonly string[]): string {
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Endings of English plurals, with their singular endings. The first match counts. */
const endings: readonly (readonly [plural: RegExp, singular: string])[] = [
  [/((^|-)(news|series|species|data|media)|ss|us|is)$/, '$1'],
  [/(^|-)people$/, '$1person'],
  [/(^|-)children$/, '$1child'],
  [/(^|-|wo)men$/, '$1man'],
  [/(analy|cri|diagno|the)ses$/, '$1sis'],
  [/(ind|vert|cod)ices$/, '$1ex'],
  [/(matr|append)ices$/, '$1ix'],
  [/(stat|vir|bon|camp|foc|cens|(^|-)b)uses$/, '$1us'],
  [/(cach|nich|avalanch|(^|-)ach)es$/, '$1e'],
  [/(mov|cook|calor|zomb|self|brown|rook|hood|smooth|gen|prair|(^|-)[dlpt])ies$/, '$1ie'],
  [/ies$/, 'y'],
  [/(her|potat|tomat|ech|vet)oes$/, '$1o'],
  [/((^|-)(kni|wi|li))ves$/, '$1fe'],
  [/((^|-)(lea|shel|hal|loa|wol|thie|el|scar))ves$/, '$1f'],
  [/quizzes$/, 'quiz'],
  [/(ss|x|ch|sh)es$/, '$1'],
  [/s$/, ''],
];

/**
 * Returns the singular of an English plural in lower case. A word that is not a plural is returned unchanged.
 */
function singularOf(plural: string): string {
  const [ending, singular] = endings.find(([pattern]) => pattern.test(plural)) ?? [/$/, ''];
  return plural.replace(ending, singular);
}
