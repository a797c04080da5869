/**
 * What a request says about one operation (GraphQL over HTTP, section 5, and its appendix on persisted documents),
 * by name. Nothing of it is checked: the server refuses what has the wrong type.
 */
export type OperationParameters = Readonly<Record<string, unknown>>;

/** What is to be executed in place of what was asked, or the same. Throws HttpProblem to refuse it. */
export type OperationAdmission = (parameters: OperationParameters) => OperationParameters;
