import type { DocumentNode, SelectionSetNode } from 'graphql';
import { contextArgumentsOf, contextTypesOf, parseContextSelection } from './context-arguments.ts';
import { parseFieldSet } from './field-set.ts';
import { fieldsTypesOf } from './fields-types.ts';
import { textArgument } from './join-directives.ts';

/** Need of a field for other fields, without which it cannot be resolved. */
export interface FieldNeed {
  readonly typeName: string;
  readonly fieldName: string;
  readonly directive: '@requires' | '@fromContext';
  /** Types that the selection is on. */
  readonly on: readonly string[];
  readonly set: SelectionSetNode;
}

/** Reads the needs of all fields in a supergraph, for every subgraph. */
export function readFieldNeeds(supergraph: DocumentNode): readonly FieldNeed[] {
  const contextTypes = contextTypesOf(supergraph);
  const needs: FieldNeed[] = [];
  for (const type of fieldsTypesOf(supergraph).values()) {
    for (const field of type.fields ?? []) {
      const place = { typeName: type.name.value, fieldName: field.name.value };
      for (const join of field.directives ?? []) {
        if (join.name.value !== 'join__field') continue;
        const requires = textArgument(join, 'requires');
        if (requires !== undefined) {
          const set = parseFieldSet(requires);
          needs.push({ ...place, directive: '@requires', on: [type.name.value], set });
        }
        for (const { context, selection } of contextArgumentsOf(join)) {
          const on = contextTypes.get(context) ?? [];
          const set = parseContextSelection(selection);
          needs.push({ ...place, directive: '@fromContext', on, set });
        }
      }
    }
  }
  return needs;
}
