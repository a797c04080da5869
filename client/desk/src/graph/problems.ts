import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

export interface Problem {
  /** The graph's stable code, or UNREACHABLE if there was no answer. */
  readonly code: string;
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
  return readProblems(error).some(
    ({ code }) => code === 'UNAUTHENTICATED' || code === 'SUBSCRIPTION_JWT_EXPIRED',
  );
}

/** Returns the sentence to display for a problem. An unknown code gets the sentence for an internal error. */
export function toSentence(problem: Problem): string {
  return (sentences.get(problem.code) ?? ourFault)(problem);
}

/** Returns the message of a typed failure that is newer than this build. */
export function messageOf(failure: unknown): string {
  const { message }: { readonly message?: unknown } = Object(failure);
  return typeof message === 'string' ? message : 'The graph refused this.';
}

/** Returns whether a retry can help. A refusal of this viewer or this input is final. */
export function mayRetry(problems: readonly Problem[]): boolean {
  return problems.some(({ code }) => !finalCodes.test(code));
}

const finalCodes = /^(FORBIDDEN|UNAUTHORIZED|BAD_USER_INPUT|NOT_FOUND|GRAPHQL_VALIDATION|PERSISTED_|MAX_)/;

/** Returns whether the page has a sentence of its own for a code. */
export function knowsCode(code: string): boolean {
  return sentences.has(code);
}

type Sentence = (problem: Problem) => string;

const ourFault: Sentence = () => 'Something went wrong on our side. Try again in a moment.';
const busy: Sentence = () => 'The graph is busy right now. Try again in a moment.';
const tooMuch: Sentence = () => 'That was too much at once. Wait a moment and try again.';
const tooLarge: Sentence = () => 'That is more than the graph allows at once. Narrow it down and try again.';
const otherVersion: Sentence = () => 'This page is of another version than the graph. Reload it.';
const noPermission: Sentence = () => 'Your account does not have permission to do this.';
const noAnswer: Sentence = ({ service }) =>
  `${serviceName(service)} does not answer right now. Try again in a moment.`;

/** The sentence for each code that the page can receive. docs/errors.md lists all codes. */
const sentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  ['UNREACHABLE', () => 'The graph cannot be reached. Check your connection and try again.'],
  ['UNAUTHENTICATED', () => 'You are signed out. Sign in again to go on.'],
  ...each('FORBIDDEN UNAUTHORIZED_FIELD_OR_TYPE', noPermission),
  // These messages are written for people.
  ...each('BAD_USER_INPUT CURSOR_EXPIRED LIMIT_EXCEEDED NOT_FOUND', ({ message }) => message),
  ...each('SUBREQUEST_HTTP_ERROR SUBREQUEST_MALFORMED_RESPONSE GATEWAY_REFUSED', noAnswer),
  ...each('GATEWAY_TIMEOUT SERVICE_UNAVAILABLE SUBGRAPH_OVERLOADED SUBGRAPH_UNAVAILABLE', noAnswer),
  ...each('PLANNER_UNAVAILABLE SERVICE_OVERLOADED', busy),
  ...each('RATE_LIMITED REQUEST_RATE_LIMITED', tooMuch),
  ...each('COST_ESTIMATED_TOO_EXPENSIVE PAYLOAD_TOO_LARGE RESPONSE_TOO_LARGE', tooLarge),
  ...each('GRAPHQL_VALIDATION_FAILED PERSISTED_QUERY_NOT_FOUND PERSISTED_QUERY_NOT_IN_LIST', otherVersion),
  ['SUBSCRIPTION_SCHEMA_RELOAD', otherVersion],
  // Faults of the graph, or settings under which this page cannot work.
  ...each('DOWNSTREAM_SERVICE_ERROR INTERNAL_SERVER_ERROR INVALID_RESPONSE_VALUE UNKNOWN', ourFault),
  ...each('FIELD_NOT_RESOLVABLE OPERATION_NOT_PLANNED PLANNING_LIMIT_EXCEEDED', ourFault),
  ...each('MAX_ALIASES_LIMIT MAX_DEPTH_LIMIT MAX_DIRECTIVES_LIMIT MAX_NESTING_LIMIT', ourFault),
  ...each('MAX_ROOT_FIELDS_LIMIT MAX_SELECTIONS_LIMIT MAX_TOKENS_LIMIT', ourFault),
  ...each('MAX_VARIABLE_DEPTH_LIMIT MAX_VARIABLE_VALUES_LIMIT PERSISTED_QUERY_NOT_SUPPORTED', ourFault),
]);

function each(codes: string, sentence: Sentence): readonly (readonly [string, Sentence])[] {
  return codes.split(' ').map((code) => [code, sentence] as const);
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
