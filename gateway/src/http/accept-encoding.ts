/**
 * Returns the coding that the client weights highest, and of equal ones the first of the list (RFC 9110, section 12.5.3).
 * Returns undefined if the client accepts none of them, or prefers none.
 */
export function chooseCoding<Coding extends string>(
  accepted: string | undefined,
  codings: readonly Coding[],
): Coding | undefined {
  if (accepted === undefined) return undefined;
  const weights = readWeights(accepted);
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const best = codings.reduce((first, next) => (weightOf(next) > weightOf(first) ? next : first));
  const plain = weights.get('identity') ?? 0;
  return weightOf(best) > 0 && weightOf(best) >= plain ? best : undefined;
}

/** Reads the weight of each coding. A malformed weight refuses its coding. */
function readWeights(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', weight = 'q=1'] = part.split(';').map((piece) => piece.trim());
    const [, value = '0'] = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(weight) ?? [];
    weights.set(name === 'x-gzip' ? 'gzip' : name, Number(value));
  }
  return weights;
}
