import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from './error-codes.ts';
import type { Log } from './log.ts';

/** Message to clients about an unexpected failure. */
export const maskedMessage = 'Something went wrong on our side. It has been logged.';

/** An expected failure: its message is written for the client and reaches it as it is. */
export class ExpectedError extends GraphQLError {
  constructor(code: ErrorCode, message: string) {
    super(message, { extensions: { code } });
    this.name = 'ExpectedError';
  }
}

/**
 * Creates the function that turns failures into errors for clients (Apollo Server's `formatError`). Unexpected failures are
 * logged with their cause, and their message is replaced. Of the extensions only the code, the name of the subgraph and the
 * figures of a limit are sent: no stack, no address, no answer of a subgraph.
 */
export function createErrorMask(
  log: Log,
  /** Removes the suggestions of graphql-js from messages: they contain names of the schema. */
  { hideSuggestions = false }: { readonly hideSuggestions?: boolean } = {},
) {
  return (original: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const formatted = hideSuggestions ? withoutSuggestion(original) : original;
    const { code = codeless, serviceName } = formatted.extensions ?? {};
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

/** Returns the figures of a refusal by a limit. */
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

/** The code of an error that has none. */
const codeless: ErrorCode = 'INTERNAL_SERVER_ERROR';

/** The second is the engine's, for errors to which a subgraph gave no code. */
const unexpected: ReadonlySet<unknown> = new Set([codeless, 'DOWNSTREAM_SERVICE_ERROR']);

/** Message of V8 when the recursive parser of graphql-js reads a document that nests thousands of levels. */
const stackOverflow = 'Maximum call stack size exceeded';
