/**
 * Function that returns the labels of @override(label:) that are on for a request. It takes the labels that the
 * operator has turned on.
 */
export type LabelChoice = (on: Iterable<string> | undefined) => readonly string[];

/**
 * Creates the choice among a supergraph's labels. It keeps their order, so that they can be part of a key.
 * `percent(n)` is on for n of a hundred requests. One random number decides all percentages: if `percent(20)` is off
 * for a request, `percent(10)` is off too. Each percentage then adds one plan for an operation, rather than doubling
 * the number of plans.
 */
export function createLabelChoice(labels: ReadonlySet<string>): LabelChoice {
  if (labels.size === 0) return () => none;
  const known = [...labels].map((label) => ({ label, percentage: percentageOf(label) }));
  return (given = none) => {
    const on = new Set(given);
    const number = Math.random() * 100;
    return known
      .filter(({ label, percentage }) => on.has(label) || number < percentage)
      .map(({ label }) => label);
  };
}

const none: readonly string[] = [];

/** Returns n of `percent(n)`, or 0 for any other label. */
function percentageOf(label: string): number {
  const [, digits = '0'] = label.match(/^percent\(([\d.]+)\)$/) ?? [];
  return Number(digits);
}
