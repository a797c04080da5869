import { type Change, ChangeType, CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoDeprecatedCustomRule,
  parse,
  validate,
} from 'graphql';
import { buildSupergraph } from '../compose-graph.ts';
import { createFetchedSubgraphs, type FetchedSubgraphs } from './fetched-subgraphs.ts';
import type {
  BreakingChange,
  BrokenOperation,
  ClientOperation,
  DeprecatedUse,
  FetchChange,
  GraphChange,
} from './graph-change.ts';
import { usedCoordinates } from './used-coordinates.ts';

export interface ChangeToCheck {
  readonly before: string;
  readonly after: string;
  readonly operations: readonly ClientOperation[];
}

interface ParsedOperation {
  readonly operation: ClientOperation;
  readonly document: DocumentNode;
}

/**
 * Judges a change of the graph by the operations that clients send. A breaking change is accepted if no
 * operation depends on the changed part. Throws if a supergraph cannot be built.
 */
export async function checkChange({ before, after, operations }: ChangeToCheck): Promise<GraphChange> {
  const [old, next] = [buildSupergraph(before), buildSupergraph(after)];
  const oldApi = old.apiSchema().toGraphQLJSSchema();
  const nextApi = next.apiSchema().toGraphQLJSSchema();
  const { valid, invalid: alreadyInvalid } = parseOperations(oldApi, operations);
  const { stillValid, broken } = validateAgain(nextApi, valid);
  const changes = await diff(oldApi, nextApi);
  const messagesOf = (level: CriticalityLevel): string[] =>
    changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message);
  const touched = valid.map(({ operation, document }) => ({
    operation,
    coordinates: usedCoordinates(oldApi, document),
  }));
  const breaking = changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map((change): BreakingChange => {
      const { message, path = '' } = change;
      const breaks = touched.filter(({ coordinates }) => isTouched(coordinates, change));
      return { message, coordinate: path, breaks: breaks.map(({ operation }) => operation) };
    });
  return {
    accepted: broken.length === 0 && breaking.every(({ breaks }) => breaks.length === 0),
    breaking,
    broken,
    dangerous: messagesOf(CriticalityLevel.Dangerous),
    additions: messagesOf(CriticalityLevel.NonBreaking),
    deprecatedUses: stillValid.flatMap((each) => findDeprecatedUses(nextApi, each)),
    fetches: compareFetches(createFetchedSubgraphs(old), createFetchedSubgraphs(next), stillValid),
    alreadyInvalid,
    operations: valid.length,
  };
}

function parseOperations(api: GraphQLSchema, operations: readonly ClientOperation[]) {
  const valid: ParsedOperation[] = [];
  const invalid: BrokenOperation[] = [];
  for (const operation of operations) {
    try {
      const document = parse(operation.text, { noLocation: true });
      const errors = validate(api, document);
      if (errors.length === 0) valid.push({ operation, document });
      else invalid.push({ operation, errors: errors.map(({ message }) => message) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      invalid.push({ operation, errors: [error.message] });
    }
  }
  return { valid, invalid };
}

function validateAgain(api: GraphQLSchema, operations: readonly ParsedOperation[]) {
  const stillValid: ParsedOperation[] = [];
  const broken: BrokenOperation[] = [];
  for (const parsed of operations) {
    const errors = validate(api, parsed.document).map(({ message }) => message);
    if (errors.length === 0) stillValid.push(parsed);
    else broken.push({ operation: parsed.operation, errors });
  }
  return { stillValid, broken };
}

/** An addition did not exist before, so no operation can depend on it: the type or field that it was added to counts. */
function isTouched(coordinates: ReadonlySet<string>, { type, path = '' }: Change): boolean {
  return coordinates.has(additions.has(String(type)) ? path.slice(0, path.lastIndexOf('.')) : path);
}

const additions: ReadonlySet<string> = new Set([ChangeType.FieldArgumentAdded, ChangeType.InputFieldAdded]);

function findDeprecatedUses(
  api: GraphQLSchema,
  { operation, document }: ParsedOperation,
): readonly DeprecatedUse[] {
  const uses = validate(api, document, [NoDeprecatedCustomRule]).map(({ message }) => message);
  return uses.length === 0 ? [] : [{ operation, uses: [...new Set(uses)] }];
}

function compareFetches(
  before: FetchedSubgraphs,
  after: FetchedSubgraphs,
  operations: readonly ParsedOperation[],
): readonly FetchChange[] {
  return operations
    .map(({ operation, document }) => ({ operation, before: before(document), after: after(document) }))
    .filter((change) => change.before.join() !== change.after.join());
}
