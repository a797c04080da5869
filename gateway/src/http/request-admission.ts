import type { HTTPGraphQLRequest } from '@apollo/server';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import { isRecord } from '../is-record.ts';
import type { OperationAdmission, OperationParameters } from '../policy/operation-admission.ts';
import { readSearch, writeSearch } from './search-parameters.ts';

/** Returns the request to execute. Throws RefusedError to refuse it. */
export type RequestAdmission = (request: HTTPGraphQLRequest) => HTTPGraphQLRequest;

/**
 * Creates the admission of requests. Passes each operation of a GET, a POST or a list to the admission of operations,
 * and executes its result. A body of another form is left to the server, which refuses it.
 */
export function createRequestAdmission(options: {
  readonly admit: OperationAdmission;
  /** Maximum number of operations in one request. With 1, lists are refused. */
  readonly maxBatchSize: number;
}): RequestAdmission {
  const { admit, maxBatchSize } = options;
  const admitBody = (body: unknown): unknown => (isRecord(body) ? admit(body) : body);
  return (request) => {
    if (request.method === 'GET') return admitSearch(request, admit);
    const { body } = request;
    if (!Array.isArray(body)) return withBody(request, admitBody(body));
    checkBatch(body, maxBatchSize);
    return withBody(request, body.map(admitBody));
  };
}

function admitSearch(request: HTTPGraphQLRequest, admit: OperationAdmission): HTTPGraphQLRequest {
  const asked: OperationParameters = readSearch(request.search);
  const admitted = admit(asked);
  return admitted === asked ? request : { ...request, search: writeSearch(admitted) };
}

function withBody(request: HTTPGraphQLRequest, body: unknown): HTTPGraphQLRequest {
  return body === request.body ? request : { ...request, body };
}

/** Refuses lists that are too long. The codes are those of Apollo's router. */
function checkBatch({ length }: readonly unknown[], limit: number): void {
  const details = { figure: length, limit };
  if (limit === 1) {
    const message = `A request must be one operation, but this one is a list of ${length}.`;
    throw new RefusedError({ code: 'BATCHING_NOT_ENABLED', message, details });
  }
  if (length > limit) {
    const message = `A request may have at most ${limit} operations, but this one has ${length}.`;
    throw new RefusedError({ code: 'BATCH_LIMIT_EXCEEDED', message, details });
  }
}
