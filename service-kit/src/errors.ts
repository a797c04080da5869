import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from './error-codes.ts';
import type { Log } from './log.ts';
import { redactSecrets } from './redact-secrets.ts';
import { requestScope } from './request-scope.ts';

export const maskedMessage = 'Something went wrong on our side. It has been logged.';

/** Expected failure. Clients receive its code and message unchanged. It knows no GraphQL, so stores may throw it too. */
export class ExpectedError extends Error {
  override readonly name: string = 'ExpectedError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface ErrorMaskOptions {
  /** Removes graphql-js's "Did you mean", which reveals names of the schema. default: false */
  readonly hideSuggestions?: boolean;
  /** Appends cause and place of an unexpected failure to its message, for developers. default: false */
  readonly showCauses?: boolean;
}

/** Returns an error as clients receive it, from Apollo Server's form and its cause. */
export type ErrorMask = (original: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * Creates Apollo Server's `formatError`, the one place where failures become GraphQL errors for clients. An
 * unexpected failure is logged with its cause, and its message is masked. Of the extensions only the code,
 * the name of the subgraph, the figures of a limit and the cursor of a subscription are kept: no stack, no
 * address, no response of a subgraph.
 */
export function createErrorMask(
  log: Log,
  { hideSuggestions = false, showCauses = false }: ErrorMaskOptions = {},
): ErrorMask {
  const mask: ErrorMask = (original, error) => {
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    if (cause instanceof ExpectedError)
      return { ...original, message: cause.message, extensions: { code: cause.code } };
    const formatted = hideSuggestions ? withoutSuggestion(original) : original;
    const { code = codeless, serviceName, cursor } = formatted.extensions ?? {};
    const extensions = {
      code,
      ...(typeof serviceName === 'string' && { serviceName }),
      ...(typeof cursor === 'string' && { cursor }),
      ...figuresOf(formatted.extensions ?? {}),
    };
    if (formatted.message === stackOverflow) {
      return { ...formatted, message: 'The document nests too deeply.', extensions };
    }
    if (!unexpected.has(code)) return { ...formatted, extensions };
    const isLogged = typeof serviceName === 'string' && formatted.message.startsWith(maskedMessage);
    if (!isLogged) log.error({ err: cause, path: formatted.path }, 'unexpected failure');
    const shown = isLogged ? formatted.message : `${maskedMessage} ${describeCause(cause)}`;
    return {
      message: showCauses ? shown : maskedMessage,
      ...(formatted.locations && { locations: formatted.locations }),
      ...(formatted.path && { path: formatted.path }),
      extensions,
    };
  };
  return (original, error) => {
    const masked = mask(original, error);
    recordError(masked);
    return masked;
  };
}

/** Address of the folder that contains all services. */
const root = new URL('../../', import.meta.url).href;

/** Returns type, message and place of an error: `TypeError: … (subgraphs/users/src/resolvers.ts:12:5)`. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return redactSecrets(String(cause));
  const own = cause.stack
    ?.split('\n')
    .find((line) => line.includes(root) && !line.includes('/node_modules/'));
  const at = own === undefined ? '' : ` (${own.slice(own.indexOf(root) + root.length).replace(')', '')})`;
  return redactSecrets(`${cause.name}: ${cause.message}${at}`);
}

function recordError({ extensions: { code, serviceName } = {} }: GraphQLFormattedError): void {
  const subgraph = typeof serviceName === 'string' ? serviceName : undefined;
  requestScope.getStore()?.addError(String(code), subgraph);
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

/** Code for errors without one. */
const codeless: ErrorCode = 'INTERNAL_SERVER_ERROR';

/** Codes of unexpected errors. The second is the engine's, for subgraph errors without a code. */
const unexpected: ReadonlySet<unknown> = new Set([codeless, 'DOWNSTREAM_SERVICE_ERROR']);

/** Message of V8 when the recursive parser of graphql-js reads a document that nests thousands of levels. */
const stackOverflow = 'Maximum call stack size exceeded';
