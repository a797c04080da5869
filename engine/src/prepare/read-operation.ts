import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import type { DocumentCache } from '../document-cache.ts';
import { type Refused, refused } from '../refusal.ts';
import type { DocumentReading } from '../trace/operation-observer.ts';
import { validationRules } from './live-rules.ts';

/** Document that is valid against a version's API schema. */
export interface ValidDocument {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text, in hexadecimal digits. */
  readonly hash: string;
  /** Times at which this call read it; undefined if it was known. */
  readonly reading?: DocumentReading;
}

/** Reads a client's text. Parses and validates each text once for each supergraph version. */
export function readDocument(
  text: string,
  schema: GraphQLSchema,
  known: DocumentCache<ValidDocument>,
): ValidDocument | Refused {
  const found = known.get(text);
  if (found !== undefined) return found;
  const beganAt = performance.now();
  let document: DocumentNode;
  try {
    // Without locations, because those retain a token for each word of the text.
    document = parse(text, { noLocation: true });
  } catch (problem) {
    if (!(problem instanceof GraphQLError)) throw problem;
    return invalid([problem], 'GRAPHQL_PARSE_FAILED');
  }
  const parsedAt = performance.now();
  if (validate(schema, document, validationRules).length > 0)
    return invalid(validate(schema, parse(text), validationRules), 'GRAPHQL_VALIDATION_FAILED');
  const valid = { document, hash: hashOf(text) };
  known.set(text, valid);
  return { ...valid, reading: { beganAt, parsedAt, validatedAt: performance.now() } };
}

/** Returns the key of a text, as Apollo Server computes it. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Returns the operation of a document to execute, or refuses the request if its name selects none. */
export function selectOperation(
  document: DocumentNode,
  name: string | undefined,
): OperationDefinitionNode | Refused {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const message =
    name === undefined
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named "${name}".`;
  return refused({ message, code: 'OPERATION_RESOLUTION_FAILURE' });
}

/**
 * Returns an operation with its locations in the client's text. Cached documents have no locations, so the text is
 * parsed again for errors that need them.
 */
export function locateOperation(text: string, operation: OperationDefinitionNode): OperationDefinitionNode {
  if (operation.loc !== undefined) return operation;
  const located = parse(text).definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === operation.name?.value,
  );
  return located ?? operation;
}

function invalid(
  errors: readonly GraphQLError[],
  code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED',
): Refused {
  const refusals = errors.map(({ message, positions }) => ({
    message,
    code,
    ...(positions && { positions }),
  }));
  return { kind: 'refused', refusals };
}
