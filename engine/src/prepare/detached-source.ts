import { Kind, type OperationDefinitionNode, parse, print, separateOperations } from 'graphql';
import type { Authorization } from '../authorization/authorization.ts';
import type { OperationSource } from './operation-source.ts';

/** Operation that retains nothing of its request. */
export interface DetachedSource {
  readonly source: OperationSource;
  /** Length of its text, which it retains. */
  readonly textLength: number;
}

/**
 * Detaches an operation from its request. A parsed document refers to the client's whole text and all its tokens,
 * including comments and other operations. That can be a thousand times as much as the operation itself.
 */
export function detachSource(
  source: OperationSource,
  authorization: Authorization | undefined,
): DetachedSource {
  const name = source.operation.name?.value ?? '';
  const text = print(separateOperations(source.document)[name] ?? source.document);
  const document = parse(text, { noLocation: true });
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION && (definition.name?.value ?? '') === name,
  );
  if (operation === undefined) throw new Error('A printed document must have the operation of the original');
  const restriction =
    source.restriction && authorization?.restrict({ document, operation }, source.restriction);
  return { source: { ...source, document, operation, restriction }, textLength: text.length };
}
