import { type DocumentNode, visit } from 'graphql';

/**
 * Returns the document with blanked literals, since users may have typed them. Numbers become 0 and strings empty, and
 * a list keeps only its first element. A valid document stays valid, unless a custom scalar restricts its strings. Enum
 * values and the names of input fields belong to the schema and stay.
 */
export function withoutValues(document: DocumentNode): DocumentNode {
  return visit(document, {
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0' }),
    StringValue: (node) => ({ ...node, value: '', block: false }),
    ListValue: { leave: (node) => ({ ...node, values: node.values.slice(0, 1) }) },
  });
}
