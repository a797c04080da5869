/** Chooses the labels of @override(label:) that are on for a request, given those that its operator has turned on. */
export type LabelChoice = (on: Iterable<string> | undefined) => readonly string[];

/**
 * Creates the choice among a supergraph's labels, which keeps their order, so that they can be part of a key.
 * `percent(n)` is on for n in a hundred requests. One number decides them all: `percent(10)` is on for no request that
 * `percent(20)` is off for, and an operation has one plan more for each percentage rather than twice as many.
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
