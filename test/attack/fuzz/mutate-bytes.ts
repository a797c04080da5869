import type { Random } from './random.ts';

/** Changes bytes at random places: flips, removes, repeats, replaces or cuts them. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let mutated = bytes;
  for (let change = random.below(4); change >= 0; change -= 1) mutated = mutateOnce(mutated, random);
  return mutated;
}

/** Bytes that parsers handle badly. */
const bad = [
  '\0',
  '\r\n',
  '\n\n',
  '\xff',
  '\xc0\xaf',
  '\xed\xa0\x80',
  '"',
  '\\',
  '{',
  '}',
  '[',
  '\u0001',
  ' '.repeat(500),
  '%00',
  '../',
] as const;

function mutateOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(20));
  const [before, middle, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (random.below(6)) {
    case 0:
      return Buffer.concat([before, Buffer.from(middle.map((byte) => byte ^ (1 << random.below(8)))), after]);
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, ...Array.from({ length: 1 + random.below(30) }, () => middle), after]);
    case 3:
      return Buffer.concat([before, Buffer.from(random.pick(bad), 'latin1'), after]);
    case 4:
      return before;
    default:
      return Buffer.concat([after, before, middle]);
  }
}
