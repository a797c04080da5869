import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Log } from './log.ts';

/**
 * The codes that a client may see in `extensions.code` of a failure that is expected. The codes that
 * Apollo Server gives to requests it refuses (GRAPHQL_PARSE_FAILED and so on) stand beside them.
 */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'GATEWAY_TIMEOUT'
  | 'INTERNAL_SERVER_ERROR'
  | 'LIMIT_EXCEEDED'
  | 'NOT_FOUND'
  | 'SERVICE_UNAVAILABLE'
  | 'UNAUTHENTICATED';

/** All that a client is told of a failure that nobody expected. */
export const maskedMessage = 'Something went wrong on our side. It has been logged.';

/** An expected failure: its message is written for the client and reaches it as it is. */
export class ExpectedError extends GraphQLError {
  constructor(code: ErrorCode, message: string) {
    super(message, { extensions: { code } });
    this.name = 'ExpectedError';
  }
}

/**
 * Creates the one place where failures become what a client sees (Apollo Server's `formatError`).
 * What nobody expected is logged with its cause and leaves as a sentence that tells nothing. Of the
 * extensions only the code, the name of the subgraph and the figures of a limit leave: no stack, no address, no answer of
 * a subgraph.
 */
export function createErrorMask(
  log: Log,
  /** Takes away what graphql-js guesses was meant, also where it reads variables: it tells names of the schema. */
  { hideSuggestions = false }: { readonly hideSuggestions?: boolean } = {},
) {
  return (original: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const formatted = hideSuggestions ? withoutSuggestion(original) : original;
    const { code = 'INTERNAL_SERVER_ERROR', serviceName } = formatted.extensions ?? {};
    const extensions = {
      code,
      ...(typeof serviceName === 'string' && { serviceName }),
      ...figuresOf(formatted.extensions ?? {}),
    };
    if (formatted.message === stackOverflow) {
      return { ...formatted, message: 'The document nests too deeply.', extensions };
    }
    if (!unexpected.has(code)) return { ...formatted, extensions };
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    log.error({ err: cause, path: formatted.path }, 'unexpected failure');
    return {
      message: maskedMessage,
      ...(formatted.locations && { locations: formatted.locations }),
      ...(formatted.path && { path: formatted.path }),
      extensions,
    };
  };
}

/** What a refusal by a limit says in numbers. */
function figuresOf(extensions: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  const figures = ['figure', 'limit', 'retryAfterSeconds'].flatMap((name) => {
    const value = extensions[name];
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(figures);
}

function withoutSuggestion(error: GraphQLFormattedError): GraphQLFormattedError {
  return { ...error, message: error.message.replace(/ ?Did you mean .*\?$/s, '') };
}

/** The second is what a gateway calls the error of a subgraph that gave it no code. */
const unexpected: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR']);

/** What graphql-js's parser, which recurses, comes to in V8 on a document that nests thousands of levels. */
const stackOverflow = 'Maximum call stack size exceeded';
