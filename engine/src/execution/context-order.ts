import { sourcePaths } from './context-values.ts';
import { fieldPaths, isIn } from './field-paths.ts';
import { fetchesOfStep, type Step } from './steps.ts';

/**
 * Runs steps in parallel, but those that read a context after those that find its values: where a context is read from
 * fields of another subgraph on a root type, the planner forgets that one needs the other.
 */
export function orderByContexts(steps: readonly Step[]): Step {
  const known = steps.map((step) => {
    const fetches = fetchesOfStep(step);
    const needed = fetches.flatMap(({ path, contextual }) =>
      (contextual?.variables ?? []).flatMap((variable) => sourcePaths(variable, path)),
    );
    return { step, found: fetches.flatMap(fieldPaths), needed };
  });
  const waits = ({ step, needed }: (typeof known)[number], others: typeof known): boolean =>
    others.some(({ step: other, found }) => other !== step && needed.some((need) => isIn(need, found)));
  const waves: Step[] = [];
  let left = known;
  while (left.length > 0) {
    const ready = left.filter((each) => !waits(each, left));
    const wave = ready.length > 0 ? ready : left;
    waves.push({ kind: 'parallel', steps: wave.map(({ step }) => step) });
    left = left.filter((each) => !wave.includes(each));
  }
  const [only] = waves;
  return waves.length === 1 && only ? only : { kind: 'sequence', steps: waves };
}
