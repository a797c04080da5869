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
import type { ClientOperation } from './parse-manifest.ts';
import { usedCoordinates } from './used-coordinates.ts';

/** Verdict on a change of the graph, judged by the operations that clients send. */
export type GraphChange = Awaited<ReturnType<typeof checkChange>>;

export interface ChangeToCheck {
  readonly before: string;
  readonly after: string;
  readonly operations: readonly ClientOperation[];
}

interface ParsedOperation {
  readonly operation: ClientOperation;
  readonly document: DocumentNode;
}

interface InvalidOperation {
  readonly operation: ClientOperation;
  readonly errors: readonly string[];
}

/**
 * Judges a change of the graph by the operations that clients send. A breaking change is accepted if no
 * operation depends on the changed part. Throws if a supergraph cannot be built.
 */
export async function checkChange({ before, after, operations }: ChangeToCheck) {
  const [old, next] = [buildSupergraph(before), buildSupergraph(after)];
  const oldApi = old.apiSchema().toGraphQLJSSchema();
  const nextApi = next.apiSchema().toGraphQLJSSchema();
  const { parsed, malformed } = parseOperations(operations);
  const { valid, invalid } = validateAll(oldApi, parsed);
  const { valid: stillValid, invalid: broken } = validateAll(nextApi, valid);
  const changes = await diff(oldApi, nextApi);
  const messagesOf = (level: CriticalityLevel): string[] =>
    changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message);
  const touched = valid.map(({ operation, document }) => ({
    operation,
    coordinates: usedCoordinates(oldApi, document),
  }));
  const breaking = changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map((change) => {
      const { message, path: coordinate = '' } = change;
      const breaks = touched.filter(({ coordinates }) => isTouched(coordinates, change));
      return { message, coordinate, breaks: breaks.map(({ operation }) => operation) };
    });
  return {
    /** Whether every operation that clients send still works. */
    accepted: broken.length === 0 && breaking.every(({ breaks }) => breaks.length === 0),
    /** Breaking changes of the API, with their schema coordinates and the operations that each would break. */
    breaking,
    /** Operations that are not valid after the change, though they were before. */
    broken,
    /** Changes that some clients may notice, as sentences. */
    dangerous: messagesOf(CriticalityLevel.Dangerous),
    /** Additions that affect only clients that use them, as sentences. */
    additions: messagesOf(CriticalityLevel.NonBreaking),
    deprecatedUses: stillValid.flatMap((each) => findDeprecatedUses(nextApi, each)),
    /** Changes of the subgraphs that an operation's plan asks, one entry for each fetch. */
    fetches: compareFetches(createFetchedSubgraphs(old), createFetchedSubgraphs(next), stillValid),
    /** Operations that were not valid before either, and are not judged. */
    alreadyInvalid: [...malformed, ...invalid],
    operations: valid.length,
  };
}

function parseOperations(operations: readonly ClientOperation[]) {
  const parsed: ParsedOperation[] = [];
  const malformed: InvalidOperation[] = [];
  for (const operation of operations) {
    try {
      parsed.push({ operation, document: parse(operation.text, { noLocation: true }) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      malformed.push({ operation, errors: [error.message] });
    }
  }
  return { parsed, malformed };
}

function validateAll(api: GraphQLSchema, operations: readonly ParsedOperation[]) {
  const valid: ParsedOperation[] = [];
  const invalid: InvalidOperation[] = [];
  for (const parsed of operations) {
    const errors = validate(api, parsed.document).map(({ message }) => message);
    if (errors.length === 0) valid.push(parsed);
    else invalid.push({ operation: parsed.operation, errors });
  }
  return { valid, invalid };
}

/**
 * Returns whether an operation can depend on a change. An addition did not exist before, so the type or field
 * that it was added to counts.
 */
function isTouched(coordinates: ReadonlySet<string>, { type, path = '' }: Change): boolean {
  return coordinates.has(additions.has(String(type)) ? path.slice(0, path.lastIndexOf('.')) : path);
}

const additions: ReadonlySet<string> = new Set([ChangeType.FieldArgumentAdded, ChangeType.InputFieldAdded]);

function findDeprecatedUses(api: GraphQLSchema, { operation, document }: ParsedOperation) {
  const uses = validate(api, document, [NoDeprecatedCustomRule]).map(({ message }) => message);
  return uses.length === 0 ? [] : [{ operation, uses: [...new Set(uses)] }];
}

function compareFetches(
  before: FetchedSubgraphs,
  after: FetchedSubgraphs,
  operations: readonly ParsedOperation[],
) {
  return operations
    .map(({ operation, document }) => ({ operation, before: before(document), after: after(document) }))
    .filter((change) => change.before.join() !== change.after.join());
}
