import type { DeferStep, Step } from '../compile/steps.ts';
import type { Execution } from './execution.ts';
import { runEvent, runFetch } from './run-fetch.ts';

/**
 * Runs a step to its end. Returns undefined if there is nothing to wait for. A failed step does not stop the next
 * one. Its fetches have until `deadline`, by `performance.now()`; undefined means no deadline.
 */
export function runStep(
  step: Step | undefined,
  execution: Execution,
  deadline: number | undefined,
): Promise<void> | undefined {
  if (step === undefined) return undefined;
  switch (step.kind) {
    case 'fetch':
      return runFetch(step.fetch, execution, deadline);
    case 'event':
      return runEvent(step.fetch, execution);
    case 'milestone':
      return runMilestone(step.id, step.step, execution, deadline);
    case 'defer':
      return runDefer(step, execution, deadline);
    case 'sequence':
      return runSequence(step.steps, execution, deadline);
    case 'parallel':
      return runParallel(step.steps, execution, deadline);
    case 'condition': {
      const chosen = execution.coercedVariables[step.variable] === true ? step.ifTrue : step.ifFalse;
      return runStep(chosen, execution, deadline);
    }
    default:
      return step satisfies never;
  }
}

async function runSequence(
  steps: readonly Step[],
  execution: Execution,
  deadline: number | undefined,
): Promise<void> {
  const last = steps.length - 1;
  for (const [index, step] of steps.entries()) {
    const running = runStep(step, execution, index === last ? deadline : shareOf(deadline));
    if (running !== undefined) await running;
  }
}

/**
 * Returns the deadline of a step that is not the last one. It leaves a third of the time to later steps, so that a
 * slow step only costs its own fields.
 */
function shareOf(deadline: number | undefined): number | undefined {
  if (deadline === undefined) return undefined;
  const now = performance.now();
  return now + (Math.max(0, deadline - now) * 2) / 3;
}

async function runParallel(
  steps: readonly Step[],
  execution: Execution,
  deadline: number | undefined,
): Promise<void> {
  await Promise.all(steps.map((step) => runStep(step, execution, deadline)));
}

async function runMilestone(
  id: string,
  step: Step,
  execution: Execution,
  deadline: number | undefined,
): Promise<void> {
  const running = runStep(step, execution, deadline);
  if (running !== undefined) await running;
  execution.parts?.reach(id);
}

/** Runs the primary step of a deferred plan, and starts its parts, which may take longer. */
async function runDefer(
  { primary, milestones, parts }: DeferStep,
  execution: Execution,
  deadline: number | undefined,
): Promise<void> {
  for (const part of parts)
    execution.parts?.start(part, execution, (own) => runStep(part.step, own, deadline));
  try {
    const running = runStep(primary, execution, shareOf(deadline));
    if (running !== undefined) await running;
  } finally {
    for (const id of milestones) execution.parts?.reach(id);
  }
}
