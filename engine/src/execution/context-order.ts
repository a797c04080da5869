import type { ContextSource } from './context-values.ts';
import type { Fetch } from './fetch.ts';
import type { FlattenPath } from './fetch-targets.ts';
import type { Step } from './steps.ts';

/**
 * Runs steps in parallel, but those that read a context after those that find its values: where a context is read from
 * fields of another subgraph on a root type, the planner forgets that one needs the other.
 */
export function orderByContexts(steps: readonly Step[]): Step {
  const known = steps.map((step) => ({ step, ...fieldsOf(fetchesOf(step)) }));
  const waits = ({ step, needed }: (typeof known)[number], others: typeof known): boolean =>
    others.some(
      (other) =>
        other.step !== step && needed.some((need) => other.found.some((field) => need.startsWith(field))),
    );
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

function fetchesOf(step: Step): readonly Fetch[] {
  switch (step.kind) {
    case 'fetch':
      return [step.fetch];
    case 'condition':
      return [step.ifTrue, step.ifFalse].flatMap((inner) => (inner === undefined ? [] : fetchesOf(inner)));
    default:
      return step.steps.flatMap(fetchesOf);
  }
}

/** The fields that fetches find and that their contexts need, as paths from the root without lists. */
function fieldsOf(fetches: readonly Fetch[]): {
  readonly found: readonly string[];
  readonly needed: readonly string[];
} {
  return {
    found: fetches.flatMap(({ path, rootFields }) =>
      rootFields.filter((name) => name !== '__typename').map((name) => keyOf([...path, name])),
    ),
    needed: fetches.flatMap(({ path, contextual }) =>
      (contextual?.variables ?? []).flatMap(({ sources }) =>
        sources.map((source) => sourceKey(path, source)),
      ),
    ),
  };
}

function sourceKey(path: FlattenPath, { distance, path: inside }: ContextSource): string {
  const objects = path.filter((segment) => segment !== '@');
  const names = inside.filter((segment) => !segment.startsWith('... on '));
  return keyOf([...objects.slice(0, objects.length - distance), ...names]);
}

function keyOf(path: FlattenPath): string {
  return path.flatMap((segment) => (segment === '@' ? [] : [`${segment}.`])).join('');
}
