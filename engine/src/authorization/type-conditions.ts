import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isCompositeType,
  Kind,
} from 'graphql';
import { fragmentsOf } from '../compile/root-fields.ts';

/** Fragments of a valid document, with their types. */
export interface TypeConditions {
  /** Returns the fragment and type condition of a selection on an object of type `parent`. */
  of(
    selection: InlineFragmentNode | FragmentSpreadNode,
    parent: GraphQLCompositeType,
  ): { readonly fragment: InlineFragmentNode | FragmentDefinitionNode; readonly type: GraphQLCompositeType };
}

/**
 * Creates the look-up of fragments in a document. The look-up throws if the document is not valid against the schema.
 */
export function createTypeConditions(schema: GraphQLSchema, document: DocumentNode): TypeConditions {
  const fragments = fragmentsOf(document);
  return {
    of(selection, parent) {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment === undefined) throw new Error('A fragment that is spread must be in the document');
      const name = fragment.typeCondition?.name.value;
      const type = name === undefined ? parent : schema.getType(name);
      if (!isCompositeType(type)) throw new Error(`A fragment must be on a type that has fields: ${name}`);
      return { fragment, type };
    },
  };
}
