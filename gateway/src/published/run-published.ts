import { randomUUID } from 'node:crypto';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Caller } from '../gateway-context.ts';
import type { ExecuteOperation, LiveOperation } from '../live/live-operations.ts';
import type { OperationResult } from '../live/operation-outcome.ts';
import type { OperationAdmission } from '../policy/operation-admission.ts';
import { keyName, type PublishedOperation } from './published-operation.ts';

/** Call of a published operation. */
export interface PublishedCall {
  readonly operation: PublishedOperation;
  /** Variables as the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly headers: LiveOperation['headers'];
}

/** Answer to a call. */
export interface PublishedAnswer {
  readonly result: OperationResult;
  /** First error if no root field has data, or undefined if the call succeeded at least in part. */
  readonly failure: GraphQLFormattedError | undefined;
  /** Seconds until a retry may succeed. */
  readonly retryAfterSeconds: number | undefined;
  /** Idempotency key that was used, or undefined if the operation takes none. */
  readonly key: string | undefined;
}

/** Executes published operations. Throws RefusedError to refuse a call before it is read. */
export type RunPublished = (call: PublishedCall) => Promise<PublishedAnswer>;

/**
 * Creates the execution of published operations. Each passes the same admission and the same engine as a request that
 * sends its id to `/graphql`.
 */
export function createRunPublished(options: {
  readonly admit: OperationAdmission;
  readonly execute: ExecuteOperation;
}): RunPublished {
  const { admit, execute } = options;
  return async ({ operation, variables: given, caller, headers }) => {
    checkNames(operation, given);
    const key = readKey(operation, given);
    const variables = key === undefined ? given : { ...given, [keyName]: key };
    const outcome = await execute({
      parameters: admit({ documentId: operation.id, variables }),
      caller,
      headers,
      accepts: { stream: false, incremental: false },
      mayMutate: operation.kind === 'mutation',
      after: undefined,
    });
    switch (outcome.kind) {
      case 'refused': {
        const { errors, retryAfterSeconds } = outcome;
        return { result: { errors }, failure: errors[0], retryAfterSeconds, key };
      }
      case 'single': {
        const { result } = outcome;
        const failure = hasData(result) ? undefined : result.errors?.[0];
        return { result, failure, retryAfterSeconds: undefined, key };
      }
      default:
        throw new Error('A published operation must have a single answer');
    }
  };
}

function hasData({ data }: OperationResult): boolean {
  return Object.values(data ?? {}).some((value) => value !== null);
}

/** Refuses unknown variables, which GraphQL would ignore: a misspelt optional one would change the meaning of a call. */
function checkNames({ variables }: PublishedOperation, given: Readonly<Record<string, unknown>>): void {
  const names = variables.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.length === 0 ? 'It takes none.' : `It takes ${names.join(', ')}.`;
  const message = `Unknown argument ${JSON.stringify(unknown.slice(0, 100))}. ${known}`;
  throw new RefusedError({ code: 'BAD_USER_INPUT', message });
}

function readKey(
  { takesKey }: PublishedOperation,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  if (!takesKey) return undefined;
  const key = given[keyName] ?? undefined;
  if (key === undefined) return randomUUID();
  if (typeof key === 'string') return key;
  throw new RefusedError({ code: 'BAD_USER_INPUT', message: `"${keyName}" must be a text.` });
}
