import type { DocumentCheck } from './limits/document-check.ts';
import { checkVariables, type VariableLimits } from './limits/variables-check.ts';
import type { OperationAdmission } from './operation-parameters.ts';

/**
 * Creates the admission of operations: first the limits, then the safelist, by id or by text. The limits come first
 * because looking up a document by text parses it. They apply to registered documents too.
 */
export function createOperationAdmission(options: {
  readonly checkDocument: DocumentCheck;
  readonly variableLimits: VariableLimits;
  readonly persisted: OperationAdmission;
}): OperationAdmission {
  const { checkDocument, variableLimits, persisted } = options;
  const checkLimits = (query: unknown): void => {
    const problem = typeof query === 'string' ? checkDocument(query) : undefined;
    if (problem !== undefined) throw problem;
  };
  return (parameters) => {
    checkLimits(parameters.query);
    const problem = checkVariables(parameters.variables, variableLimits);
    if (problem !== undefined) throw problem;
    const admitted = persisted(parameters);
    if (admitted.query !== parameters.query) checkLimits(admitted.query);
    return admitted;
  };
}
