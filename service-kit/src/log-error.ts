import { redactSecrets } from './redact-secrets.ts';

/** Maximum number of causes of an error that are logged. */
const maxCauses = 5;

/**
 * Returns an error as the log writes it: type, message, stack, causes, and those fields that say what failed. All others
 * are left out, because they may have data of people: PostgreSQL puts the values of a row into `detail`.
 */
export function describeError(error: unknown, causes = maxCauses): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? redactSecrets(error) : error;
  const { name: type, message, stack, cause } = error;
  const inner = error instanceof AggregateError ? error.errors.slice(0, maxCauses) : [];
  return {
    type,
    message: redactSecrets(message),
    ...Object.fromEntries(loggedFields.flatMap((name) => readField(error, name))),
    ...(stack !== undefined && { stack: redactSecrets(stack) }),
    ...(inner.length > 0 && causes > 0 && { errors: inner.map((each) => describeError(each, 0)) }),
    ...(cause !== undefined && causes > 0 && { cause: describeError(cause, causes - 1) }),
  };
}

/** Fields of the errors of Node, PostgreSQL, undici and of our own. None of them has a value of a row or of a request. */
const loggedFields = [
  'code',
  'kind',
  'errno',
  'syscall',
  'address',
  'port',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
];

function readField(error: Error, name: string): readonly (readonly [string, string | number])[] {
  const value: unknown = Reflect.get(error, name);
  if (typeof value === 'number') return [[name, value]];
  return typeof value === 'string' ? [[name, redactSecrets(value)]] : [];
}
