import {
  type DirectiveNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Random } from '../differential/random.ts';

/** Puts @defer at random places of an operation, valid or not. Its whole answer stays the same. */
export function putDefers(query: string, random: Random): string {
  let labels = 0;
  const defer = (): DirectiveNode => ({
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'defer' },
    arguments: random.chance(0.5)
      ? [
          {
            kind: Kind.ARGUMENT,
            name: { kind: Kind.NAME, value: 'label' },
            value: { kind: Kind.STRING, value: `l${labels++}` },
          },
        ]
      : [],
  });
  const document = visit(parse(query, { noLocation: true }), {
    InlineFragment: (fragment) =>
      random.chance(0.4) ? { ...fragment, directives: [...(fragment.directives ?? []), defer()] } : undefined,
    FragmentSpread: (spread) =>
      random.chance(0.4) ? { ...spread, directives: [...(spread.directives ?? []), defer()] } : undefined,
    SelectionSet: {
      leave(set): SelectionSetNode | undefined {
        if (!random.chance(0.35)) return undefined;
        const deferred = set.selections.filter(() => random.chance(0.6));
        if (deferred.length === 0) return undefined;
        // Some leaves are selected in both places, except selections with their own labels.
        const isLeaf = (each: SelectionNode): boolean => each.kind === Kind.FIELD && !each.selectionSet;
        const others = set.selections.filter(
          (each) => !deferred.includes(each) || (isLeaf(each) && random.chance(0.3)),
        );
        return {
          ...set,
          selections: [
            ...others,
            {
              kind: Kind.INLINE_FRAGMENT,
              directives: [defer()],
              selectionSet: { kind: Kind.SELECTION_SET, selections: deferred },
            },
          ],
        };
      },
    },
  });
  return print(document);
}
