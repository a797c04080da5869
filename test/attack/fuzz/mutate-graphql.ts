import type { Random } from './random.ts';

/** Changes a document token by token: removes, duplicates, swaps or replaces some of them. */
export function mutateGraphql(document: string, random: Random): string {
  const tokens = document.match(/\.\.\.|"[^"]*"|[\w$@]+|\S/g) ?? [];
  for (let change = random.below(4); change >= 0; change -= 1) {
    const at = random.below(tokens.length);
    const length = 1 + random.below(6);
    switch (random.below(6)) {
      case 0:
        tokens.splice(at, length);
        break;
      case 1:
        tokens.splice(at, 0, ...repeat(tokens.slice(at, at + length), 1 + random.below(8)));
        break;
      case 2:
        tokens.splice(at, 1, random.pick(pieces));
        break;
      case 3:
        tokens.splice(at, 0, random.pick(pieces));
        break;
      case 4:
        tokens.splice(at, 1, tokens[random.below(tokens.length)] ?? '');
        break;
      default:
        tokens.splice(at, 0, ...wrap(random));
    }
  }
  return tokens.join(' ');
}

const pieces = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '!',
  ':',
  '=',
  '|',
  '&',
  '$',
  '@',
  '...',
  '""',
  '"""',
  '"\\u0000"',
  '"\\u{110000}"',
  '1e999',
  '-',
  '007',
  'null',
  'true',
  '99999999999999999999',
  '#',
  '\ufeff',
  '\0',
  'é',
  'fragment',
  'on',
  'query',
  'mutation',
  'subscription',
  'type',
  'extend',
  '__typename',
  '__schema',
  '__type',
  '_entities',
  '_service',
  'id',
  'nodes',
  'node',
  'edges',
  'orders',
  'users',
  'me',
  'customer',
  'User',
  'Order',
  'Query',
  'Mutation',
  'first',
  'after',
  'filter',
  'PAID',
  '$first',
  '$id',
  '@skip(if: true)',
  '@include(if: false)',
  '@defer',
  '@stream',
  '@deprecated',
  'orders(first: 100) { nodes { customer { name } } }',
  '... on Order { id }',
  '... { __typename }',
  'alias: id',
  'users { nodes { email } }',
  'customer { orders { nodes { customer { tier } } } }',
] as const;

function wrap(random: Random): readonly string[] {
  const depth = random.below(60);
  return repeat(
    [random.pick(['customer {', 'orders { nodes {', '... on Order {', '{', '['] as const)],
    depth,
  );
}

function repeat(tokens: readonly string[], times: number): readonly string[] {
  return Array.from({ length: times }, () => tokens).flat();
}
