import type { DeferredParts, PartRun, Release } from './execution.ts';

/** Creates a release that has not happened. */
export function createRelease(): Release {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  return { released, release };
}

/** Creates the parts of an operation. Their requests to subgraphs end with the signal. */
export function createDeferredParts(signal: AbortSignal): DeferredParts {
  const milestones = new Map<string, Release>();
  const runs = new Map<string, PartRun>();
  let change = createRelease();
  const milestone = (id: string): Release => {
    const known = milestones.get(id) ?? createRelease();
    milestones.set(id, known);
    return known;
  };
  const end = (run: PartRun, outcome: PartRun['outcome']): void => {
    run.outcome = outcome;
    change.release();
    change = createRelease();
  };
  return {
    reach: (id) => milestone(id).release(),
    start(part, around, runPart) {
      const mayMerge = around.delivery?.released;
      const own = { ...around, errors: [], losses: [], signal, mayMerge, delivery: createRelease() };
      const run: PartRun = { part, execution: own, outcome: undefined };
      runs.set(part.usage.label, run);
      const ready = part.after ? Promise.all(part.after.map((id) => milestone(id).released)) : mayMerge;
      Promise.resolve(ready)
        .then(() => runPart(own))
        .then(
          () => end(run, 'ended'),
          (problem: unknown) => end(run, { problem }),
        );
    },
    find: (label) => runs.get(label),
    all: () => runs.values(),
    next: () => change.released,
  };
}
