import { type Refusal, RefusedError } from '@supergraph/service-kit/refusal.ts';
import type { DocumentCheck } from './limits/document-check.ts';
import { checkVariables, type VariableLimits } from './limits/variables-check.ts';

/**
 * Parameters of one operation in a request, by name (GraphQL over HTTP, section 5, and its appendix on persisted
 * documents). Nothing is checked: the server refuses wrong types.
 */
export type OperationParameters = Readonly<Record<string, unknown>>;

/** Returns the parameters to execute, possibly changed. Throws RefusedError to refuse the operation. */
export type OperationAdmission = (parameters: OperationParameters) => OperationParameters;

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
  const checkText = (query: unknown): void => {
    if (typeof query === 'string') enforce(checkDocument(query));
  };
  return (parameters) => {
    checkText(parameters.query);
    enforce(checkVariables(parameters.variables, variableLimits));
    const admitted = persisted(parameters);
    if (admitted.query !== parameters.query) checkText(admitted.query);
    return admitted;
  };
}

function enforce(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new RefusedError(refusal);
}
