/** Limits of a document. Counts are after the expansion of fragments unless stated otherwise. */
export interface DocumentLimits {
  /** Lexical tokens of the text. */
  readonly maxTokens: number;
  /** Levels of nested braces, brackets and parentheses, with fragments in place of their spreads. */
  readonly maxNesting: number;
  /** Directives in the text. */
  readonly maxDirectives: number;
  /** Levels of nested fields. */
  readonly maxDepth: number;
  /** Fields at the root of the operation. */
  readonly maxRootFields: number;
  readonly maxAliases: number;
  /** Fields, spreads and inline fragments, each counted once for each time it is reached. */
  readonly maxSelections: number;
}
