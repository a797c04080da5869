import type { DocumentCheck } from './limits/document-check.ts';
import { checkVariables, type VariableLimits } from './limits/variables-check.ts';
import type { OperationAdmission } from './operation-parameters.ts';

/**
 * Creates the admission of operations: within the limits, then known by id or by text. The limits come first, since
 * finding a document by its text parses it; and they hold for registered documents too.
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
