import { createHash } from 'node:crypto';
import { type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { Restriction } from '../authorization/operation-access.ts';
import type { Deferral } from '../compile/deferral.ts';

/** Operation of a client, with everything that affects its plan. */
export interface OperationSource {
  /** SHA-256 of the document's text, in hexadecimal digits. */
  readonly queryHash: string;
  readonly document: DocumentNode;
  /** Operation of the document to execute. */
  readonly operation: OperationDefinitionNode;
  /** Labels of @override(label:) that are on, in the supergraph's order. */
  readonly labels: readonly string[];
  /** Restriction of the caller, or undefined if nothing is refused. */
  readonly restriction: Restriction | undefined;
  /** Choice of @defer directives that are on, or undefined if the answer is given whole. */
  readonly deferral: Deferral | undefined;
}

/** Returns a key that is equal for operations with the same plan on one supergraph version. */
export function operationKey({
  queryHash,
  operation,
  restriction,
  labels,
  deferral,
}: OperationSource): string {
  const deferred = deferral === undefined ? '' : ` ${deferral.key}`;
  return `${queryHash} ${operation.name?.value ?? ''} ${restriction?.key ?? ''} ${labels.join()}${deferred}`;
}

/** Reads the operations of a document, without restrictions. Throws if the text does not parse. */
export function readOperations(text: string): readonly OperationSource[] {
  const queryHash = createHash('sha256').update(text).digest('hex');
  const document = parse(text);
  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ({
      queryHash,
      document,
      operation,
      labels: [],
      restriction: undefined,
      deferral: undefined,
    }));
}
