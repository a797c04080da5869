import type { DeferUsage } from './deferred-document.ts';
import type { Fetch } from './fetch.ts';

/** Step of a compiled plan. */
export type Step =
  | { readonly kind: 'fetch'; readonly fetch: Fetch }
  /** Fetch whose answer is the event of a subscription. */
  | { readonly kind: 'event'; readonly fetch: Fetch }
  /** Step whose end other parts wait for, by its id. */
  | { readonly kind: 'milestone'; readonly id: string; readonly step: Step }
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly ifTrue: Step | undefined;
      readonly ifFalse: Step | undefined;
    }
  | DeferStep;

/** Step with parts that are delivered later. */
export interface DeferStep {
  readonly kind: 'defer';
  /** Step of the initial result, or undefined if that needs no subgraph. */
  readonly primary: Step | undefined;
  /** Milestones of the primary step. A condition may exclude some. */
  readonly milestones: readonly string[];
  readonly parts: readonly DeferredPart[];
}

/** Deferred part of a plan. */
export interface DeferredPart {
  readonly usage: DeferUsage;
  /**
   * Milestones after which the part starts, or undefined if it starts once the surrounding part was
   * delivered.
   */
  readonly after: readonly string[] | undefined;
  /** Path of the part in the client's response names. */
  readonly path: readonly string[];
  /** Step of the part, or undefined if the primary step fetches all of it. */
  readonly step: Step | undefined;
}

/** Returns the milestones of a step, without those of its deferred parts. */
export function milestonesOf(step: Step | undefined): readonly string[] {
  switch (step?.kind) {
    case 'milestone':
      return [step.id, ...milestonesOf(step.step)];
    case 'sequence':
    case 'parallel':
      return step.steps.flatMap(milestonesOf);
    case 'condition':
      return [step.ifTrue, step.ifFalse].flatMap(milestonesOf);
    default:
      return [];
  }
}

/** Returns the fetches of a step, whatever the conditions. */
export function fetchesOfStep(step: Step): readonly Fetch[] {
  switch (step.kind) {
    case 'fetch':
    case 'event':
      return [step.fetch, ...step.fetch.parts];
    case 'milestone':
      return fetchesOfStep(step.step);
    case 'sequence':
    case 'parallel':
      return step.steps.flatMap(fetchesOfStep);
    case 'condition':
      return fetchesOfSteps([step.ifTrue, step.ifFalse]);
    case 'defer':
      return fetchesOfSteps([step.primary, ...step.parts.map((part) => part.step)]);
    default:
      return step satisfies never;
  }
}

function fetchesOfSteps(steps: readonly (Step | undefined)[]): readonly Fetch[] {
  return steps.flatMap((step) => (step === undefined ? [] : fetchesOfStep(step)));
}
