import type { GraphQLSchema } from 'graphql';
import { checkCase } from './check-case.ts';
import { type CaseResult, type Executors, runCase } from './run-case.ts';
import { shrinkOperation } from './shrink-operation.ts';

/** Describes a failing case so that it can be understood and repeated. Shrinks the operation first. */
export async function describeFailure(
  executors: Executors,
  apiSchema: GraphQLSchema,
  seed: number,
  { operation, faults }: CaseResult,
): Promise<string> {
  const failing = async (smaller: typeof operation): Promise<CaseResult | undefined> => {
    const result = await runCase(executors, { operation: smaller, faults });
    const isPlanned = result.stock.data !== undefined && result.ours.data !== undefined;
    return isPlanned && checkCase(result).problems.length > 0 ? result : undefined;
  };
  const small = await shrinkOperation(
    apiSchema,
    operation,
    async (smaller) => (await failing(smaller)) !== undefined,
  );
  const result = await failing(small);
  return [
    `Seed ${seed}, failing subgraphs ${JSON.stringify(faults)}`,
    small.query,
    JSON.stringify(small.variables),
    ...(result === undefined ? [] : checkCase(result).problems.map((problem) => JSON.stringify(problem))),
    ...(['ours', 'stock', 'truth'] as const).map((name) => `${name} ${JSON.stringify(result?.[name])}`),
  ].join('\n');
}
