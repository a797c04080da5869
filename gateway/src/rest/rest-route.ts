import { checkMethod } from '@supergraph/service-kit/http/check-method.ts';
import { checkForm } from '@supergraph/service-kit/http/graphql-route.ts';
import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { readJsonBody } from '@supergraph/service-kit/http/json-body.ts';
import { jsonReply } from '@supergraph/service-kit/http/json-reply.ts';
import { statusOf } from '@supergraph/service-kit/http/refusal-reply.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import type { Caller } from '../gateway-context.ts';
import { isRecord } from '../is-record.ts';
import { keyName, type PublishedOperation } from '../published/published-operation.ts';
import type { PublishedOperations } from '../published/published-operations.ts';
import type { PublishedAnswer, RunPublished } from '../published/run-published.ts';
import { createOpenApi } from './open-api.ts';
import { methodOf, readArguments } from './read-arguments.ts';

/** Options of the REST routes. */
export interface RestRouteOptions {
  readonly operations: Pick<PublishedOperations, 'current'>;
  readonly run: RunPublished;
  readonly authenticate: (request: HttpRequest) => Promise<Caller>;
  readonly maxBodyBytes: number;
}

const root = '/api/';
const keyHeader = 'idempotency-key';
const uncached = { 'cache-control': 'no-store' };

/** Creates the routes: `/api/<operation>`, and `/api/openapi.json` that describes them. */
export function createRestRoutes(options: RestRouteOptions): Readonly<Record<string, HttpHandler>> {
  const { operations, authenticate } = options;
  const listed = () => [...operations.current().values()].filter(({ marks }) => marks.has('rest'));
  const call: HttpHandler = async (request) => {
    const caller = await authenticate(request);
    const name = request.path.slice(root.length);
    const operation = listed().find((each) => each.name === name);
    if (operation === undefined)
      throw new RefusedError({ code: 'NOT_FOUND', message: `Not found: ${request.path}.` });
    checkMethod(request, methodOf(operation));
    const headers = { get: (header: string) => request.headers[header] };
    const variables = await readVariables(request, operation, options);
    return toReply(await options.run({ operation, variables, caller, headers }));
  };
  const describe: HttpHandler = async (request) => {
    await authenticate(request);
    checkMethod(request, 'GET');
    return jsonReply(200, createOpenApi(listed()), uncached);
  };
  return { [`${root}openapi.json`]: describe, '/api/*': call };
}

async function readVariables(
  request: HttpRequest,
  operation: PublishedOperation,
  { maxBodyBytes }: RestRouteOptions,
): Promise<Readonly<Record<string, unknown>>> {
  if (request.method === 'GET') return readArguments(operation, request.search);
  checkForm(request);
  const body = await readJsonBody(request, maxBodyBytes);
  if (!isRecord(body)) throw new HttpProblem('BAD_REQUEST', 'The body must be a JSON object.');
  return withKey(request, operation, body);
}

/** Adds the idempotency key of the header, which must not differ from that of the body. */
function withKey(
  { headers }: HttpRequest,
  { takesKey }: PublishedOperation,
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const key = headers[keyHeader];
  if (!takesKey || key === undefined) return body;
  if ((body[keyName] ?? key) !== key)
    throw new HttpProblem('BAD_REQUEST', `The header Idempotency-Key and "${keyName}" must not differ.`);
  return { ...body, [keyName]: key };
}

function toReply({ result, failure, retryAfterSeconds, key }: PublishedAnswer): HttpReply {
  const { data = null, errors } = result;
  return jsonReply(
    failure === undefined ? 200 : statusOfFailure(String(failure.extensions?.code)),
    errors ? { data, errors } : { data },
    {
      ...uncached,
      ...(key !== undefined && isHeaderText(key) && { [keyHeader]: key }),
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
  );
}

/** Returns true for a text that a header can carry. */
function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]{1,200}$/.test(text);
}

/** Returns the status of a call without data. Codes of the engine are not refusals of a whole GraphQL request. */
function statusOfFailure(code: string): number {
  switch (code) {
    case 'UNAUTHORIZED_FIELD_OR_TYPE':
      return 403;
    case 'DOWNSTREAM_SERVICE_ERROR':
      return 502;
    default:
      return statusOf(code);
  }
}
