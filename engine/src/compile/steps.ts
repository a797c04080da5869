import type { Fetch } from './fetch.ts';

/** Step of a compiled plan. */
export type Step =
  | { readonly kind: 'fetch'; readonly fetch: Fetch }
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly ifTrue: Step | undefined;
      readonly ifFalse: Step | undefined;
    };

/** Returns the fetches of a step, whatever the conditions. */
export function fetchesOfStep(step: Step): readonly Fetch[] {
  switch (step.kind) {
    case 'fetch':
      return [step.fetch, ...step.fetch.parts];
    case 'sequence':
    case 'parallel':
      return step.steps.flatMap(fetchesOfStep);
    case 'condition':
      return [step.ifTrue, step.ifFalse].flatMap((branch) =>
        branch === undefined ? [] : fetchesOfStep(branch),
      );
    default:
      return step satisfies never;
  }
}
