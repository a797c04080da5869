import type { GraphQLError } from 'graphql';
import { type AnswerBudget, answerTooLarge } from '../compile/answer-budget.ts';
import type { AnswerVariant } from '../compile/answer-variants.ts';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import { unexpectedValue } from '../compile/shape-function.ts';
import type { JsonObject } from '../json-object.ts';
import { createClientErrors, refusedMessage, tooLargeError } from './client-errors.ts';
import { completeAnswer } from './complete-answer.ts';
import type { FragmentCollector } from './deferred-fragments.ts';
import type { Execution, ExecutionSettings } from './execution.ts';
import type { OperationAnswer } from './operation-results.ts';

/** Merged answer of an operation, to convert to the client's form. */
export interface MergedAnswer {
  readonly compiled: CompiledOperation;
  readonly variant: AnswerVariant;
  readonly execution: Execution;
}

/**
 * Converts a merged answer to the client's form. An answer that exceeds its limit becomes null with an error. Collects
 * the deferred fragments of the answer, if there is a collector.
 */
export function buildAnswer(
  answer: MergedAnswer,
  budget: AnswerBudget,
  collector?: FragmentCollector,
): OperationAnswer {
  try {
    return shapeAnswer(answer, budget, collector);
  } catch (problem) {
    return refuseIfTooLarge(problem, answer.execution.settings);
  }
}

/** Returns the answer that replaces one that is too large. Rethrows any other problem. */
export function refuseIfTooLarge(
  problem: unknown,
  { largeAnswers: { maxBytes } }: ExecutionSettings,
): OperationAnswer {
  if (problem !== answerTooLarge) throw problem;
  return answerWith(null, [tooLargeError(maxBytes, undefined)]);
}

function shapeAnswer(
  { compiled, variant, execution }: MergedAnswer,
  budget: AnswerBudget,
  collector: FragmentCollector | undefined,
): OperationAnswer {
  const { shape } = variant;
  const { data, errors, losses, settings } = execution;
  const { clientSources, rootFields, unconditionalShape, findDependents, interfaceObjects } = compiled;
  if (errors.length === 0 && losses.length === 0 && variant.shapeFunction) {
    // After an unexpected value the whole answer is written again, so the budget is restored.
    const all = budget.left + budget.reserve;
    try {
      return answerWith(variant.shapeFunction(data, budget));
    } catch (problem) {
      if (problem !== unexpectedValue) throw problem;
      budget.left = all - budget.reserve;
    }
  }
  const clientErrors = createClientErrors(
    { errors, losses, findDependents },
    { shape, data, clientSources, rootFields, unconditionalShape, interfaceObjects },
    settings.maxErrorsPerFetch,
  );
  const completed = completeAnswer(shape, data, {
    budget,
    collector,
    onInvalid: (path, message) => clientErrors.addUncovered(path, message, 'INVALID_RESPONSE_VALUE'),
    onRefused: (path) => clientErrors.addUncovered(path, refusedMessage, 'UNAUTHORIZED_FIELD_OR_TYPE'),
  });
  return answerWith(completed, clientErrors.list);
}

/** Creates an answer. One without errors has no `errors`. */
export function answerWith(data: JsonObject | null, errors: readonly GraphQLError[] = []): OperationAnswer {
  return errors.length === 0 ? { kind: 'answer', data } : { kind: 'answer', data, errors };
}
