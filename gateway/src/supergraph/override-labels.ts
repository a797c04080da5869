import type { Variable } from '@supergraph/service-kit/config.ts';

/** Creates a variable with labels of @override(label:), separated by commas. */
export function overrideLabels(name: string): Variable<readonly string[]> {
  const parse = (value: string): readonly string[] => {
    const labels = value.split(',').map((label) => label.trim());
    const wrong = labels.find((label) => !/^[a-z][\w:./-]*$/i.test(label));
    if (wrong === undefined) return labels;
    throw new Error(`must be labels such as new-prices, separated by commas, got ${JSON.stringify(wrong)}`);
  };
  return { name, parse, fallback: { value: [] } };
}
