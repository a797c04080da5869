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
import { fragmentsOf } from '../execution/root-fields.ts';

/** The fragments of a valid document, and the types that they are on. */
export interface TypeConditions {
  /** What a selection in an object of type `parent` stands for. */
  of(
    selection: InlineFragmentNode | FragmentSpreadNode,
    parent: GraphQLCompositeType,
  ): { readonly fragment: InlineFragmentNode | FragmentDefinitionNode; readonly type: GraphQLCompositeType };
}

/** The fragments of a document that is valid against the schema; it throws for one that is not. */
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
