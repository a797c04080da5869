import type { HttpAnswer } from './http-exchange.ts';
import type { SubgraphAnswer } from './subgraph.ts';
import { SubgraphError } from './subgraph-error.ts';

/** Reads GraphQL from an HTTP answer; an error status with a GraphQL body is GraphQL (GraphQL over HTTP, section 6). */
export function readGraphQLAnswer(name: string, answer: HttpAnswer): SubgraphAnswer {
  const isSuccess = answer.status >= 200 && answer.status < 300;
  let body: unknown;
  try {
    body = JSON.parse(answer.body.toString('utf8'));
  } catch (cause) {
    const code = isSuccess ? 'SUBREQUEST_MALFORMED_RESPONSE' : 'SUBREQUEST_HTTP_ERROR';
    throw new SubgraphError(code, `${name} answered ${answer.status} without JSON`, { cause });
  }
  if (isGraphQL(body)) return body;
  const code = isSuccess ? 'SUBREQUEST_MALFORMED_RESPONSE' : 'SUBREQUEST_HTTP_ERROR';
  throw new SubgraphError(code, `${name} answered ${answer.status} with JSON that is not GraphQL`);
}

function isGraphQL(body: unknown): body is SubgraphAnswer {
  return typeof body === 'object' && body !== null && ('data' in body || 'errors' in body);
}
