import type { HttpRequest } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';

/** Throws METHOD_NOT_ALLOWED, with the header Allow, unless a request has one of the methods. */
export function checkMethod({ method }: Pick<HttpRequest, 'method'>, ...allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  const message = `Method ${method} is not allowed. Use ${allowed.join(' or ')}.`;
  throw new HttpProblem('METHOD_NOT_ALLOWED', message, { allow: allowed.join(', ') });
}
