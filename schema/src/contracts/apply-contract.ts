import {
  defaultPrintOptions,
  errorCauses,
  INACCESSIBLE_VERSIONS,
  inaccessibleIdentity,
  printSchema,
  type Schema,
  shallowOrderPrintedDefinitions,
} from '@apollo/federation-internals';
import { buildSupergraph, type ComposedGraph, CompositionError, printApi } from '../compose-graph.ts';
import { findHidden } from './hidden-elements.ts';
import type { Contract } from './read-contracts.ts';

/**
 * Returns the graph of a contract: the supergraph with what it hides marked `@inaccessible`, and the API schema without it.
 * Gateways still fetch hidden fields that others need, such as keys. Throws CompositionError if the rest is no valid schema.
 */
export function applyContract(supergraphSdl: string, contract: Contract): ComposedGraph {
  const { schema } = buildSupergraph(supergraphSdl);
  const hidden = findHidden(schema, contract);
  const inaccessible = nameOfInaccessible(schema);
  for (const element of hidden) {
    if (!element.hasAppliedDirective(inaccessible)) element.applyDirective(inaccessible);
  }
  const hiding = printSchema(schema, shallowOrderPrintedDefinitions(defaultPrintOptions));
  try {
    return { supergraphSdl: hiding, apiSdl: printApi(hiding) };
  } catch (error) {
    const causes = error instanceof Error ? errorCauses(error) : undefined;
    if (causes === undefined) throw error;
    throw new CompositionError(causes.map(({ message }) => `[contract ${contract.name}] ${message}`));
  }
}

/** Returns the name of `@inaccessible` in a supergraph. Links its specification if no subgraph uses it. */
function nameOfInaccessible(schema: Schema): string {
  const core = schema.coreFeatures;
  if (core === undefined) throw new Error('a supergraph must link its specifications');
  const feature = core.getByIdentity(inaccessibleIdentity);
  if (feature !== undefined) return feature.directiveNameInSchema('inaccessible');
  core.coreDefinition.applyFeatureToSchema(schema, INACCESSIBLE_VERSIONS.latest(), undefined, 'SECURITY');
  return 'inaccessible';
}
