import { type ASTVisitor, type DocumentNode, type InlineFragmentNode, visit } from 'graphql';

/**
 * Returns versions of an operation with fewer and fewer @defer directives: first without those inside other
 * deferred fragments, then without any. A fragment that is no longer deferred is fetched with the surrounding
 * part. Returns an empty list for an operation without @defer. Deferred fragments must be written inline.
 */
export function withFewerDefers(document: DocumentNode): readonly DocumentNode[] {
  let depth = 0;
  let deepest = 0;
  const outermost: ASTVisitor = {
    InlineFragment: {
      enter(fragment) {
        if (!isDeferred(fragment)) return undefined;
        depth += 1;
        deepest = Math.max(deepest, depth);
        return undefined;
      },
      leave(fragment) {
        if (!isDeferred(fragment)) return undefined;
        depth -= 1;
        return depth > 0 ? withoutDefer(fragment) : undefined;
      },
    },
  };
  const outer: DocumentNode = visit(document, outermost);
  if (deepest === 0) return [];
  const none: DocumentNode = visit(document, { InlineFragment: { leave: withoutDefer } });
  return deepest === 1 ? [none] : [outer, none];
}

function isDeferred({ directives = [] }: InlineFragmentNode): boolean {
  return directives.some(({ name }) => name.value === 'defer');
}

function withoutDefer(fragment: InlineFragmentNode): InlineFragmentNode {
  const directives = fragment.directives?.filter(({ name }) => name.value !== 'defer') ?? [];
  return { ...fragment, directives };
}
