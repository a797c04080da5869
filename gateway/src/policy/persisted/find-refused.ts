import { setImmediate as nextTurn } from 'node:timers/promises';
import { GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import type { DocumentCheck } from '../limits/document-check.ts';
import type { Safelist } from './safelist.ts';

/** An operation of a manifest that would be refused, and why. */
export interface RefusedOperation {
  readonly id: string;
  readonly reason: string;
}

/**
 * Finds the operations of a list that exceed a limit, do not parse, or do not fit the schema. Yields to requests in
 * between. Ends early if the signal aborts.
 */
export async function findRefused(
  safelist: Safelist,
  schema: GraphQLSchema,
  checkDocument: DocumentCheck,
  signal: AbortSignal,
): Promise<readonly RefusedOperation[]> {
  const refused: RefusedOperation[] = [];
  for (const { id, document } of safelist.operations()) {
    await nextTurn();
    if (signal.aborted) break;
    const reason = checkDocument(document)?.message ?? validationProblem(document, schema);
    if (reason !== undefined) refused.push({ id, reason });
  }
  return refused;
}

function validationProblem(document: string, schema: GraphQLSchema): string | undefined {
  try {
    return validate(schema, parse(document, { noLocation: true }))[0]?.message;
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}
