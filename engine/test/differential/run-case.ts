import type { Answer } from '../kit/start-server.ts';
import { compareAnswers, compareWithTruth, type Difference } from './compare-answers.ts';
import type { FaultNames } from './faults.ts';
import type { GeneratedOperation } from './generate-operation.ts';

/** An operation, and the faults of the subgraphs while it is executed. */
export interface Case {
  readonly operation: GeneratedOperation;
  readonly faults: FaultNames;
}

/** Answers of a case, and their differences. */
export interface CaseResult extends Case {
  readonly ours: Answer;
  readonly stock: Answer;
  /** Expected answer: that of one schema over the same data. It does not know failing subgraphs. */
  readonly truth: Answer;
  readonly differences: readonly Difference[];
  /**
   * Differences between the engine's answer and the expected one. Empty if subgraphs fail, as there is no
   * expected answer then.
   */
  readonly untruths: readonly Difference[];
}

/** The executors to compare. */
export interface Executors {
  readonly ours: Execute;
  readonly stock: Execute;
  readonly truth: Execute;
  /** Makes the subgraphs fail from now on. */
  setFaults(faults: FaultNames): void;
}

type Execute = (operation: GeneratedOperation) => Promise<Answer>;

/** Runs a case on all executors and compares the answers. */
export async function runCase(executors: Executors, { operation, faults }: Case): Promise<CaseResult> {
  executors.setFaults(faults);
  const ours = await executors.ours(operation);
  const stock = await executors.stock(operation);
  const truth = await executors.truth(operation);
  const isTruthful = Object.keys(faults).length === 0;
  return {
    operation,
    faults,
    ours,
    stock,
    truth,
    differences: compareAnswers(ours, stock),
    untruths: isTruthful ? compareWithTruth(ours, truth) : [],
  };
}
