/** Value of a label for all values beyond its bound, as OpenTelemetry's semantic conventions name it. */
export const otherLabel = '_OTHER';

/**
 * Creates a function that returns the label of a value: the value itself if it is known or among the first `others`
 * values, else `_OTHER`. A metric whose labels come from here has a bounded number of series.
 */
export function createBoundedLabel(options: {
  readonly known?: Iterable<string>;
  readonly others: number;
}): (value: string) => string {
  const labels = new Set(options.known);
  const max = labels.size + options.others;
  return (value) => {
    if (labels.has(value)) return value;
    if (labels.size >= max || value.length > maxLength) return otherLabel;
    labels.add(value);
    return value;
  };
}

const maxLength = 100;
