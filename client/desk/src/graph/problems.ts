import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** A problem of an operation. */
export interface Problem {
  /** The graph's stable code, or UNREACHABLE if there was no answer. */
  readonly code: string;
  /** The service that failed, if one did. */
  readonly service: string | undefined;
  /** The affected fields, the outermost first, without list indexes. */
  readonly fields: readonly string[];
  readonly message: string;
}

/** Returns the problems of an operation that failed in part or as a whole. Empty if there is no error. */
export function readProblems(error: unknown): readonly Problem[] {
  if (error === undefined || error === null) return [];
  if (CombinedGraphQLErrors.is(error)) return error.errors.map(readGraphqlError);
  if (ServerError.is(error)) return readServerError(error);
  return [{ code: 'UNREACHABLE', service: undefined, fields: [], message: String(error) }];
}

/** Returns whether the gateway rejected the token, or the token has expired. */
export function isUnauthenticated(error: unknown): boolean {
  return readProblems(error).some(({ code }) => code === 'UNAUTHENTICATED');
}

/** Returns a sentence for people about a problem. */
export function toSentence({ code, service, message }: Problem): string {
  switch (code) {
    case 'UNREACHABLE':
      return 'The graph cannot be reached. Check your connection and try again.';
    case 'UNAUTHENTICATED':
      return 'You are signed out. Sign in again to go on.';
    case 'FORBIDDEN':
    case 'UNAUTHORIZED_FIELD_OR_TYPE':
      return 'You may not do this: whoever you are signed in as lacks the permission.';
    case 'NOT_FOUND':
    case 'BAD_USER_INPUT':
    case 'LIMIT_EXCEEDED':
      return message;
    case 'SUBREQUEST_HTTP_ERROR':
    case 'SUBREQUEST_MALFORMED_RESPONSE':
    case 'GATEWAY_REFUSED':
    case 'GATEWAY_TIMEOUT':
    case 'SERVICE_OVERLOADED':
    case 'SERVICE_UNAVAILABLE':
    case 'SUBGRAPH_OVERLOADED':
    case 'SUBGRAPH_UNAVAILABLE':
      return `${serviceName(service)} does not answer right now. Try again in a moment.`;
    case 'RATE_LIMITED':
    case 'REQUEST_RATE_LIMITED':
      return 'That was too much at once. Wait a moment and try again.';
    case 'PERSISTED_QUERY_NOT_FOUND':
    case 'PERSISTED_QUERY_NOT_IN_LIST':
      return 'This page is of another version than the graph. Reload it.';
    default:
      return 'Something went wrong on our side. Try again in a moment.';
  }
}

/** Returns the display name of a service. */
export function serviceName(service: string | undefined): string {
  return service === undefined ? 'A service behind this page' : `The ${service} service`;
}

function readGraphqlError({
  message,
  path = [],
  extensions = {},
}: CombinedGraphQLErrors['errors'][number]): Problem {
  const { code, serviceName: service } = extensions;
  return {
    code: typeof code === 'string' ? code : 'UNKNOWN',
    service: typeof service === 'string' ? service : undefined,
    fields: path.filter((key): key is string => typeof key === 'string'),
    message,
  };
}

/** Reads the errors of a request that the gateway refused as a whole. Their form is that of an answer's errors. */
function readServerError({ bodyText, statusCode }: ServerError): readonly Problem[] {
  try {
    const { errors }: { readonly errors?: unknown } = Object(JSON.parse(bodyText));
    if (Array.isArray(errors)) return errors.map((error) => readGraphqlError(Object(error)));
  } catch {
    // The body may be the page of a proxy.
  }
  const code = statusCode === 401 ? 'UNAUTHENTICATED' : statusCode === 429 ? 'RATE_LIMITED' : 'UNKNOWN';
  return [{ code, service: undefined, fields: [], message: `The status was ${statusCode}.` }];
}
