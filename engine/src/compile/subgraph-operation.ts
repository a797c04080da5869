import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { VirtualField } from '../supergraph/virtual-fields.ts';

/** Operation of a fetch in the subgraph's own names. */
export interface SubgraphOperation {
  readonly query: string;
  readonly operationName: string | undefined;
}

/**
 * Creates the operation that is sent to a subgraph. The planner numbers a plan's operations; without the number,
 * equal fetches of different plans have the same text. Virtual fields become the real fields, with the virtual names
 * as aliases.
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
