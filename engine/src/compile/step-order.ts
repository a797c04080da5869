import { sourcePaths } from './context-variables.ts';
import type { Fetch } from './fetch.ts';
import { pathKey } from './field-paths.ts';
import type { MergePlan } from './merge-plan.ts';
import type { Step } from './steps.ts';

/** Fields that a step finds and needs, as paths from the root without lists. */
interface StepFields {
  readonly found: ReadonlySet<string>;
  /** Fields that the step requires of its objects and does not find itself. */
  readonly required: ReadonlySet<string>;
  readonly contexts: readonly string[];
}

/**
 * Orders steps by their needs. Steps that are already in order stay unchanged. With interface objects or contexts,
 * the planner may run two fetches in parallel although one needs the other.
 */
export function orderSteps(plan: Step): Step {
  const fieldsOf = createFieldsOf();
  const inWaves = createWaves(fieldsOf);
  const order = (step: Step, known: ReadonlySet<string>): Step => {
    switch (step.kind) {
      case 'fetch':
      case 'event':
      // Its parts are in order already.
      case 'defer':
        return step;
      case 'milestone':
        return { ...step, step: order(step.step, known) };
      case 'condition':
        return {
          ...step,
          ifTrue: step.ifTrue && order(step.ifTrue, known),
          ifFalse: step.ifFalse && order(step.ifFalse, known),
        };
      case 'sequence':
        return sequence(
          inWaves(step.steps, known, (ready) => ready.slice(0, 1)),
          known,
        );
      case 'parallel': {
        const waves = inWaves(step.steps, known, (ready) => ready);
        const [only = []] = waves;
        return waves.length === 1 ? parallel(only, known) : sequence(waves, known);
      }
      default:
        return step satisfies never;
    }
  };
  const parallel = (steps: readonly Step[], known: ReadonlySet<string>): Step => ({
    kind: 'parallel',
    steps: steps.map((step) => order(step, known)),
  });
  const sequence = (waves: readonly (readonly Step[])[], before: ReadonlySet<string>): Step => {
    let known = before;
    const steps = waves.map((wave) => {
      const [only] = wave;
      const ordered = wave.length === 1 && only ? order(only, known) : parallel(wave, known);
      known = new Set([...known, ...wave.flatMap((step) => [...fieldsOf(step).found])]);
      return ordered;
    });
    return { kind: 'sequence', steps };
  };
  return order(plan, new Set());
}

/** Creates a function that groups steps so that each waits only for earlier groups. Circular needs keep the order. */
function createWaves(fieldsOf: (step: Step) => StepFields) {
  const waitsFor = (step: Step, other: Step, known: ReadonlySet<string>): boolean => {
    if (step === other) return false;
    const { required, contexts } = fieldsOf(step);
    const { found } = fieldsOf(other);
    return (
      contexts.some((field) => found.has(field)) ||
      [...required].some((field) => !known.has(field) && found.has(field))
    );
  };
  return (
    steps: readonly Step[],
    before: ReadonlySet<string>,
    choose: (ready: readonly Step[]) => readonly Step[],
  ): readonly (readonly Step[])[] => {
    const waves: (readonly Step[])[] = [];
    let known = before;
    for (let left = steps; left.length > 0; ) {
      const ready = left.filter((step) => !left.some((other) => waitsFor(step, other, known)));
      const wave = choose(ready.length > 0 ? ready : left);
      waves.push(wave);
      known = new Set([...known, ...wave.flatMap((step) => [...fieldsOf(step).found])]);
      left = left.filter((step) => !wave.includes(step));
    }
    return waves;
  };
}

function createFieldsOf(): (step: Step) => StepFields {
  const all = new Map<Step, StepFields>();
  const fieldsOf = (step: Step): StepFields => {
    const fields = all.get(step) ?? read(step);
    all.set(step, fields);
    return fields;
  };
  const read = (step: Step): StepFields => {
    if (step.kind === 'fetch' || step.kind === 'event') return fieldsOfFetch(step.fetch);
    const steps = stepsIn(step);
    const found = new Set<string>();
    const required = new Set<string>();
    for (const inner of steps.map(fieldsOf)) {
      for (const field of inner.required)
        if (step.kind !== 'sequence' || !found.has(field)) required.add(field);
      for (const field of inner.found) found.add(field);
    }
    return { found, required, contexts: steps.flatMap((inner) => fieldsOf(inner).contexts) };
  };
  return fieldsOf;
}

function stepsIn(step: Exclude<Step, { kind: 'fetch' | 'event' }>): readonly Step[] {
  switch (step.kind) {
    case 'milestone':
      return [step.step];
    case 'condition':
      return [step.ifTrue, step.ifFalse].filter((branch) => branch !== undefined);
    case 'defer':
      return [step.primary, ...step.parts.map((part) => part.step)].filter((inner) => inner !== undefined);
    default:
      return step.steps;
  }
}

function fieldsOfFetch({ path, merge, requires, contextual }: Fetch): StepFields {
  const found = new Set<string>();
  const collect = (plan: MergePlan, parent: string): void => {
    for (const { name, children } of plan) {
      if (name === '__typename') continue;
      found.add(`${parent}${name}.`);
      collect(children ?? [], `${parent}${name}.`);
    }
  };
  collect(merge, pathKey(path));
  const contexts = (contextual?.variables ?? []).flatMap((variable) => sourcePaths(variable, path));
  return { found, required: requires, contexts };
}
