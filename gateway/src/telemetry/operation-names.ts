import { createBoundedLabel, otherLabel } from '@supergraph/service-kit/telemetry/bounded-label.ts';
import type { OperationDefinitionNode } from 'graphql';
import type { Safelist } from '../policy/persisted/safelist.ts';

/** Returns the name of an operation for metrics. */
export type OperationNames = (operation: OperationDefinitionNode, text: string) => string;

/** Maximum number of names, since each is a series of every histogram bucket. */
const maxNames = 200;

/**
 * Creates the names of operations for metrics: that of an operation in the safelist, else `_OTHER`. Clients choose names
 * freely, so those of other operations would have no bound. Looks up each document once while it is cached.
 */
export function createOperationNames(safelist: () => Safelist | undefined): OperationNames {
  const labelOf = createBoundedLabel({ others: maxNames });
  let list: Safelist | undefined;
  let known = new WeakMap<OperationDefinitionNode, string>();
  return (operation, text) => {
    const current = safelist();
    if (current === undefined) return otherLabel;
    if (current !== list) {
      list = current;
      known = new WeakMap();
    }
    const found = known.get(operation);
    if (found !== undefined) return found;
    const isListed = operation.name !== undefined && current.holds(text);
    const label = isListed ? labelOf(operation.name.value) : otherLabel;
    known.set(operation, label);
    return label;
  };
}
