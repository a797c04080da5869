import { parseArgs } from 'node:util';

/** What a new subgraph and its entity are called, in the forms that its files need. */
export interface SubgraphNames {
  /** As in the registry: `gift-cards`. */
  readonly name: string;
  /** As part of a TypeScript name: `GiftCards`. */
  readonly Names: string;
  /** As a field or variable: `giftCards`. */
  readonly names: string;
  /** As a table: `gift_cards`. */
  readonly table: string;
  /** In a sentence: `gift cards`. */
  readonly plural: string;
  /** The entity: `GiftCard`. */
  readonly Type: string;
  /** The entity as a field or variable: `giftCard`. */
  readonly type: string;
  /** The entity as a file: `gift-card`. */
  readonly file: string;
  /** The entity in a sentence: `gift card`. */
  readonly words: string;
}

/** Reads `<name> [--type <Entity>]`. Throws with the rule and the value for anything else. */
export function readSubgraphNames(args: readonly string[]): SubgraphNames {
  const { positionals, values } = parseArgs({
    args: [...args],
    options: { type: { type: 'string' } },
    allowPositionals: true,
  });
  const [name = '', ...rest] = positionals;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 30 || rest.length > 0) {
    throw new Error(
      `new:subgraph takes one name, lower case words with hyphens between and up to 30 characters, but is given ${JSON.stringify(positionals.join(' '))}`,
    );
  }
  const type = values.type ?? pascal(singular(name).split('-'));
  if (!/^[A-Z][A-Za-z0-9]*$/.test(type))
    throw new Error(
      `--type must be the name of a GraphQL type in PascalCase, but is ${JSON.stringify(type)}`,
    );
  const words = name.split('-');
  const names = camel(pascal(words));
  if (camel(type) === names)
    throw new Error(
      `The name must be a plural, or --type say what one is called, but one of "${name}" is "${type}" too`,
    );
  const file = type.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
  return {
    name,
    Names: pascal(words),
    names,
    table: words.join('_'),
    plural: words.join(' '),
    Type: type,
    type: camel(type),
    file,
    words: file.replaceAll('-', ' '),
  };
}

/** English plurals that end in s; what is none stays as it is. */
function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  if (/(ss|x|ch|sh)es$/.test(name)) return name.slice(0, -2);
  return name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : name;
}

function pascal(words: readonly string[]): string {
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
