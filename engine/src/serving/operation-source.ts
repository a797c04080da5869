import { createHash } from 'node:crypto';
import { type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { Restriction } from '../authorization/operation-access.ts';

/** An operation as a client asks it, and all else that decides how it is planned. */
export interface OperationSource {
  /** The SHA-256 of the document's text, in hexadecimal digits. */
  readonly queryHash: string;
  readonly document: DocumentNode;
  /** The one of the document's operations that is asked. */
  readonly operation: OperationDefinitionNode;
  /** The labels of @override(label:) that are on, in the supergraph's order. */
  readonly labels: readonly string[];
  /** What its caller is refused of it, if anything. */
  readonly restriction: Restriction | undefined;
}

/** Equal for operations with the same plan on one version of the supergraph. */
export function operationKey({ queryHash, operation, restriction, labels }: OperationSource): string {
  return `${queryHash} ${operation.name?.value ?? ''} ${restriction?.key ?? ''} ${labels.join()}`;
}

/** The operations of a document, as a client asks them who is refused nothing. Throws where the text does not parse. */
export function readOperations(text: string): readonly OperationSource[] {
  const queryHash = createHash('sha256').update(text).digest('hex');
  const document = parse(text);
  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ({ queryHash, document, operation, labels: [], restriction: undefined }));
}
