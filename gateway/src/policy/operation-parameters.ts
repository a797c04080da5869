/**
 * Parameters of one operation in a request, by name (GraphQL over HTTP, section 5, and its appendix on persisted
 * documents). Nothing is checked: the server refuses wrong types.
 */
export type OperationParameters = Readonly<Record<string, unknown>>;

/** Returns the parameters to execute, changed or as they are. Throws HttpProblem to refuse the operation. */
export type OperationAdmission = (parameters: OperationParameters) => OperationParameters;
