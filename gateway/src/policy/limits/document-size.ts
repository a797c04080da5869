import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** Size of a selection set with its fragments expanded. */
export interface DocumentSize {
  /** Levels of nested fields. */
  readonly depth: number;
  /** Levels of nested selection sets, including those of fragments. */
  readonly nesting: number;
  /** Fields of the selection set itself, including those of its fragments. */
  readonly ownFields: number;
  readonly aliases: number;
  /** Number of fields, spreads and inline fragments. */
  readonly selections: number;
}

/**
 * Returns the size of a document's operations: the largest figure of each kind. Measures each fragment once, so that
 * the time grows with the text and not with its expansion. Cuts cycles of fragments, which validation refuses. Measures
 * no deeper than `maxNesting`, and then returns a larger nesting.
 */
export function measureDocument({ definitions }: DocumentNode, maxNesting: number): DocumentSize {
  const fragments = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const measurer = new Measurer(fragments, maxNesting);
  // Fragments that no operation spreads are still validated.
  return definitions.reduce<DocumentSize>((largest, node) => {
    if (node.kind === Kind.OPERATION_DEFINITION)
      return largestOf(largest, measurer.measure(node.selectionSet, 1));
    if (node.kind !== Kind.FRAGMENT_DEFINITION) return largest;
    return largestOf(largest, { ...measurer.measure(node.selectionSet, 1), ownFields: 0 });
  }, nothing);
}

const nothing: DocumentSize = { depth: 0, nesting: 0, ownFields: 0, aliases: 0, selections: 0 };

class Measurer {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #maxNesting: number;
  /** Sizes of fragments; undefined for a fragment that is being measured. */
  readonly #known = new Map<string, DocumentSize>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, maxNesting: number) {
    this.#fragments = fragments;
    this.#maxNesting = maxNesting;
  }

  measure({ selections }: SelectionSetNode, level: number): DocumentSize {
    if (level > this.#maxNesting) return { ...nothing, nesting: 1 };
    let [depth, nesting, ownFields, aliases, count] = [0, 0, 0, 0, 0];
    for (const node of selections) {
      const isField = node.kind === Kind.FIELD;
      const size =
        node.kind === Kind.FRAGMENT_SPREAD
          ? this.#measureFragment(node.name.value, level)
          : node.selectionSet === undefined
            ? nothing
            : this.measure(node.selectionSet, level + 1);
      depth = Math.max(depth, isField ? size.depth + 1 : size.depth);
      nesting = Math.max(nesting, size.nesting);
      ownFields += isField ? 1 : size.ownFields;
      aliases += size.aliases + (isField && node.alias !== undefined ? 1 : 0);
      count += size.selections + 1;
    }
    return { depth, nesting: nesting + 1, ownFields, aliases, selections: count };
  }

  #measureFragment(name: string, level: number): DocumentSize {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return nothing;
    this.#known.set(name, nothing);
    const size = this.measure(fragment.selectionSet, level + 1);
    this.#known.set(name, size);
    return size;
  }
}

function largestOf(one: DocumentSize, other: DocumentSize): DocumentSize {
  return {
    depth: Math.max(one.depth, other.depth),
    nesting: Math.max(one.nesting, other.nesting),
    ownFields: Math.max(one.ownFields, other.ownFields),
    aliases: Math.max(one.aliases, other.aliases),
    selections: Math.max(one.selections, other.selections),
  };
}
