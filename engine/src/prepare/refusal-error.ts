import { GraphQLError } from 'graphql';
import type { CostRefusal } from '../cost/cost-options.ts';
import type { PathSegment } from '../execution/response-errors.ts';

/** Creates an error that also sets the HTTP response, by Apollo Server's `extensions.http`. */
export function refusalError(refusal: CostRefusal, path: readonly PathSegment[] | undefined): GraphQLError {
  const { message, code, status, headers = {}, extensions = {} } = refusal;
  const http = { status, headers: new Map(Object.entries(headers)) };
  const all: Readonly<Record<string, unknown>> = { ...extensions, code, http };
  const error = new GraphQLError(message, { path, extensions: all });
  error.stack = `${error.name}: ${message}`;
  return error;
}
