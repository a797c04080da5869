import type { Random } from '../differential/random.ts';

/** Generates an operation on the nested graph: lists, fragments, aliases and arguments at any depth. */
export function growOperation(random: Random): string {
  let number = 0;
  const alias = (name: string): string => (random.chance(0.3) ? `${name}${number++}: ${name}` : name);
  const some = (choices: readonly (() => string)[]): string =>
    `{ ${Array.from({ length: random.below(3) + 1 }, () => random.pick(choices)()).join(' ')} }`;
  const leaf = (depth: number): string =>
    some([
      () => `m${number++}: mark${random.chance(0.5) ? '' : random.pick(['(times: 2)', '(times: $times)'])}`,
      () => alias('code'),
      () => alias('size'),
      () => alias('plain'),
      () => (depth > 0 ? `${alias('twin')} ${leaf(depth - 1)}` : 'id'),
    ]);
  const node = (type: string, depth: number): string => {
    const deeper =
      depth > 0
        ? [
            () => `${alias('kids')} ${node('Node', depth - 1)}`,
            () => `${alias('ref')} ${node('Node', depth - 1)}`,
          ]
        : [];
    const own =
      type === 'Node' ? ['A', 'B', 'P'].map((on) => () => `... on ${on} ${node(on, depth - 1)}`) : [];
    const far =
      type === 'A' || type === 'B'
        ? [() => `${alias('far')} ${leaf(1)}`, () => `${alias('info')} { code }`]
        : [];
    return some([
      ...deeper,
      ...(depth >= 0 ? own : []),
      ...far,
      () => `${alias('leaf')} ${leaf(1)}`,
      () => `${alias('leaves')} ${leaf(0)}`,
    ]);
  };
  return `query ($times: Int) { any { id } ${random.pick(['top', 'any', 'x: top'])} ${node('A', 2)} y: any { leaf { mark(times: $times) } } }`;
}
