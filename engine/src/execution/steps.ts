import type { Execution } from './execution.ts';
import type { Fetch } from './fetch.ts';
import { runFetch } from './run-fetch.ts';

/** A plan, compiled. */
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

/** Runs a step to its end; undefined where it had nothing to wait for. A failed step does not stop the next one. */
export function runStep(step: Step | undefined, execution: Execution): Promise<void> | undefined {
  if (step === undefined) return undefined;
  switch (step.kind) {
    case 'fetch':
      return runFetch(step.fetch, execution);
    case 'sequence':
      return runSequence(step.steps, execution);
    case 'parallel':
      return runParallel(step.steps, execution);
    case 'condition': {
      const chosen = execution.coercedVariables[step.variable] === true ? step.ifTrue : step.ifFalse;
      return runStep(chosen, execution);
    }
    default:
      return step satisfies never;
  }
}

async function runSequence(steps: readonly Step[], execution: Execution): Promise<void> {
  for (const step of steps) {
    const running = runStep(step, execution);
    if (running !== undefined) await running;
  }
}

async function runParallel(steps: readonly Step[], execution: Execution): Promise<void> {
  await Promise.all(steps.map((step) => runStep(step, execution)));
}
