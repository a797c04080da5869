import type { GraphQLSchema } from 'graphql';
import type { FilteredOperation } from '../authorization/filter-operation.ts';
import { refusedPaths } from '../authorization/refused-paths.ts';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import { type CostVerdict, checkCost } from '../cost/check-cost.ts';
import type { CostOptions } from '../cost/cost-options.ts';
import type { EngineErrorCode } from '../error-codes.ts';
import { refusedMessage } from '../execution/client-errors.ts';
import type { Admission } from '../execution/execute-operation.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { OperationObserver } from '../trace/operation-observer.ts';

/** Options for admitting an operation. */
export interface AdmissionOptions {
  readonly schema: GraphQLSchema;
  readonly compiled: CompiledOperation;
  readonly client: ClientRequest;
  /** Refused parts of the operation, if they refuse all of it. */
  readonly rejected: FilteredOperation | undefined;
  readonly cost: CostOptions | undefined;
  readonly observer: OperationObserver | undefined;
  readonly maxErrors: number;
}

/** Decides whether an operation is executed with the variables of a request. No subgraph request was sent yet. */
export function admitOperation(
  options: AdmissionOptions,
  variables: Readonly<Record<string, unknown>>,
): Admission | Promise<Admission> {
  const { compiled, client, cost, observer } = options;
  const rejection = reject(options, variables);
  if (rejection !== undefined) return rejection;
  if (cost === undefined || compiled.estimateCost === undefined) return admitted;
  const verdict = checkCost(compiled.estimateCost, variables, client, cost, observer);
  return verdict instanceof Promise ? verdict.then(toAdmission) : toAdmission(verdict);
}

const admitted: Admission = { refusals: undefined, extensions: undefined };

function reject(
  { schema, rejected, maxErrors }: AdmissionOptions,
  variables: Readonly<Record<string, unknown>>,
): Admission | undefined {
  const paths = rejected ? refusedPaths(schema, rejected, variables, maxErrors) : [];
  if (paths.length === 0) return undefined;
  const code: EngineErrorCode = 'UNAUTHORIZED_FIELD_OR_TYPE';
  return { refusals: paths.map((path) => ({ message: refusedMessage, code, path })) };
}

function toAdmission(verdict: CostVerdict): Admission {
  if (verdict.refusal !== undefined) return { refusals: [verdict.refusal] };
  return verdict.told === undefined ? admitted : { refusals: undefined, extensions: { cost: verdict.told } };
}
