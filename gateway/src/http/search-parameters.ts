import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { isRecord } from '../is-record.ts';
import type { OperationParameters } from '../policy/operation-admission.ts';

/**
 * Reads the parameters of a GET request, a question mark first. Throws HttpProblem 400 if a parameter occurs twice, so
 * that no later reader can use another value than was checked. Also throws for invalid JSON.
 */
export function readSearch(search: string): OperationParameters {
  const found = new URLSearchParams(search);
  const parameters: Record<string, unknown> = {};
  for (const name of texts) parameters[name] = readOnce(found, name);
  for (const name of objects) parameters[name] = readObject(name, readOnce(found, name));
  return parameters;
}

/** Writes the parameters of a GET request as its search, a question mark first. */
export function writeSearch(parameters: OperationParameters): string {
  const written = new URLSearchParams();
  for (const name of texts) if (typeof parameters[name] === 'string') written.set(name, parameters[name]);
  for (const name of objects) {
    if (parameters[name] !== undefined) written.set(name, JSON.stringify(parameters[name]));
  }
  return `?${written}`;
}

const texts = ['query', 'operationName', 'documentId'] as const;
const objects = ['variables', 'extensions'] as const;

function readOnce(found: URLSearchParams, name: string): string | undefined {
  const [first, ...more] = found.getAll(name);
  if (more.length === 0) return first;
  throw badRequest(`The parameter "${name}" must occur once, but occurs ${more.length + 1} times.`);
}

function readObject(name: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Invalid JSON has the same message as JSON that is not an object.
  }
  throw badRequest(`The parameter "${name}" must be a JSON object.`);
}

function badRequest(message: string): HttpProblem {
  return new HttpProblem('BAD_REQUEST', message);
}
