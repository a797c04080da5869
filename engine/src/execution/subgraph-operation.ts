import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { VirtualField } from '../supergraph/virtual-fields.ts';

/** A fetch's operation in the subgraph's own terms. */
export interface SubgraphOperation {
  readonly query: string;
  readonly operationName: string | undefined;
}

/**
 * The planner numbers a plan's operations, so that equal fetches of different plans differ; without the number they are
 * the same text. Its virtual fields become the fields that they stand for, under the virtual names.
 */
export function createSubgraphOperation(
  node: FetchNode,
  virtualFields: ReadonlyMap<string, VirtualField>,
): SubgraphOperation {
  const operationName = node.operationName?.replace(/__\d+$/, '');
  const named = node.operationName
    ? node.operation.replace(node.operationName, operationName ?? '')
    : node.operation;
  const isPlain = ![...virtualFields.keys()].some((name) => named.includes(name));
  return { query: isPlain ? named : realOperation(named, virtualFields), operationName };
}

function realOperation(text: string, virtualFields: ReadonlyMap<string, VirtualField>): string {
  const document = visit(parse(text, { noLocation: true }), {
    Field(field) {
      const real = virtualFields.get(field.name.value);
      if (real === undefined) return undefined;
      const name = { kind: Kind.NAME, value: real.name };
      return { ...field, alias: field.alias ?? field.name, name, arguments: real.arguments };
    },
  });
  return stripIgnoredCharacters(print(document));
}
