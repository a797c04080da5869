import type { Random } from './random.ts';

/** Changes members anywhere in a value: removes, renames, duplicates, nests or replaces them. */
export function mutateJson(value: unknown, random: Random): unknown {
  if (random.next() < 0.15) return strangeValue(random);
  if (Array.isArray(value)) return mutateList(value, random);
  if (typeof value !== 'object' || value === null) return random.next() < 0.3 ? strangeValue(random) : value;
  const entries = Object.entries(value);
  const chosen = random.below(entries.length);
  const mutated = entries.flatMap((entry, index) =>
    index === chosen ? mutateEntry(entry, random) : [entry],
  );
  // defineProperty, so that __proto__ is an ordinary member.
  const result = {};
  for (const [name, member] of mutated)
    Object.defineProperty(result, name, {
      value: member,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return result;
}

type Entry = readonly [name: string, value: unknown];

function mutateEntry([name, value]: Entry, random: Random): readonly Entry[] {
  switch (random.below(6)) {
    case 0:
      return [];
    case 1:
      return [[random.pick(names), value]];
    case 2:
      return [
        [name, value],
        [random.pick(names), strangeValue(random)],
      ];
    case 3:
      return [[name, nest(value, random)]];
    default:
      return [[name, mutateJson(value, random)]];
  }
}

function mutateList(list: readonly unknown[], random: Random): readonly unknown[] {
  const times = random.below(5);
  return Array.from({ length: times }, () => list.map((item) => mutateJson(item, random))).flat();
}

function nest(value: unknown, random: Random): unknown {
  let nested = value;
  for (let level = random.below(150); level >= 0; level -= 1)
    nested = random.next() < 0.5 ? [nested] : { a: nested };
  return nested;
}

function strangeValue(random: Random): unknown {
  const value = random.pick(values);
  return typeof value === 'function' ? value(random) : value;
}

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'representations',
  'query',
  'variables',
  'extensions',
  'operationName',
  'documentId',
  '',
  '\0',
  '$',
  'a.b',
  '0',
] as const;

const values = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  -0,
  1e308,
  2 ** 53,
  2 ** 31,
  '',
  ' ',
  '\0',
  '\ud800',
  '__proto__',
  'null',
  '1e999',
  [],
  {},
  [[]],
  [null],
  { __typename: 'User' },
  (random: Random) => 'a'.repeat(random.below(20_000)),
  (random: Random) => Array.from({ length: random.below(3_000) }, () => 1),
  (random: Random) => ({ [`k${random.below(10)}`]: random.next() }),
] as const;
