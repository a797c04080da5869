import { Kind, type OperationDefinitionNode, parse, print, separateOperations } from 'graphql';
import type { Authorization } from '../authorization/authorization.ts';
import type { RefusedParts } from '../compile/answer-shape.ts';
import { type CompiledOperation, compileOperation } from '../compile/compiled-operation.ts';
import { type PlanningCaller, PlanningError } from '../planning/operation-planner.ts';
import type { FoundOperation } from './operation-cache.ts';
import { type OperationSource, operationKey } from './operation-source.ts';
import type { SupergraphVersion } from './supergraph-version.ts';

const nothingRefused: RefusedParts = { fields: new Set(), types: new Set() };

/** Request to plan an operation. */
export interface PlanningRequest {
  readonly caller: PlanningCaller;
  /** Called with the cause if the operation cannot be planned, but not while that failure is cached. */
  readonly onFailure: (cause: unknown) => void;
}

/**
 * Returns the operation, planned once for each supergraph version; concurrent requests share the planning. Rejects if
 * it has no plan. Calls `begin` only if it has to be planned.
 */
export function planOperation(
  version: SupergraphVersion,
  source: OperationSource,
  begin: () => PlanningRequest,
): FoundOperation {
  return version.operations.get(operationKey(source), async () => {
    const { caller, onFailure } = begin();
    try {
      const detached = detachSource(source, version.authorization);
      return { compiled: await compile(version, detached, caller), source: detached.source };
    } catch (cause) {
      onFailure(cause);
      throw cause;
    }
  });
}

/**
 * Compiles an operation. If it has too many deferred fragments, or planning with them takes too long, it is
 * planned without @defer: Apollo's planner does not terminate for some harmless ones.
 */
async function compile(
  version: SupergraphVersion,
  { source, textLength }: DetachedSource,
  caller: PlanningCaller,
): Promise<CompiledOperation> {
  const filtered = source.restriction?.filter();
  const { fields, types } = filtered ?? nothingRefused;
  const { document, operation } = filtered ?? source;
  const { labels, deferral } = source;
  const refused = { fields, types };
  const { createEstimateCost } = version;
  const whole = { document, operation, textLength, labels, refused, createEstimateCost, caller };
  try {
    return await compileOperation(version, { ...whole, deferral });
  } catch (cause) {
    const isLimit = cause instanceof PlanningError && cause.code === 'PLANNING_LIMIT_EXCEEDED';
    if (deferral === undefined || !isLimit) throw cause;
    return compileOperation(version, { ...whole, deferral: undefined });
  }
}

/** Operation that retains nothing of its request. */
interface DetachedSource {
  readonly source: OperationSource;
  /** Length of its text, which it retains. */
  readonly textLength: number;
}

/**
 * Detaches an operation from its request. A parsed document refers to the client's whole text and all its tokens,
 * including comments and other operations. That can be a thousand times as much as the operation itself.
 */
function detachSource(source: OperationSource, authorization: Authorization | undefined): DetachedSource {
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
