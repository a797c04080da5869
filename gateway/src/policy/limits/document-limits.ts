/** What a document may come to at the most. Counts are after the expansion of fragments unless they say otherwise. */
export interface DocumentLimits {
  /** Lexical tokens of the text. */
  readonly maxTokens: number;
  /** Braces, brackets and parentheses inside each other, fragments as if they stood where they are spread. */
  readonly maxNesting: number;
  /** Directives in the text. */
  readonly maxDirectives: number;
  /** Fields inside fields. */
  readonly maxDepth: number;
  /** Fields of the operation itself. */
  readonly maxRootFields: number;
  readonly maxAliases: number;
  /** Fields, spreads and inline fragments, each as often as it is reached. */
  readonly maxSelections: number;
}
