import type { Refusal } from '@supergraph/service-kit/refusal.ts';
import { GraphQLError, Lexer, Source, type Token, TokenKind } from 'graphql';
import type { DocumentLimits } from './document-limits.ts';
import { limitRefusal } from './limit-refusal.ts';

/**
 * Checks the limits that can be checked in the text of a document before it is parsed: tokens, nesting and
 * directives. Stops at the first exceeded limit, so that a longer text costs no more. Text that is not
 * GraphQL is left to the parser.
 */
export function checkText(text: string, limits: DocumentLimits): Refusal | undefined {
  const lexer = new Lexer(new Source(text));
  let [tokens, nesting, directives] = [0, 0, 0];
  for (let token = next(lexer); token !== undefined; token = next(lexer)) {
    tokens += 1;
    if (opening.has(token.kind)) nesting += 1;
    else if (closing.has(token.kind)) nesting -= 1;
    else if (token.kind === TokenKind.AT) directives += 1;
    const broken = checkCounts(tokens, nesting, directives, limits);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

function next(lexer: Lexer): Token | undefined {
  try {
    const token = lexer.advance();
    return token.kind === TokenKind.EOF ? undefined : token;
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

function checkCounts(
  tokens: number,
  nesting: number,
  directives: number,
  { maxTokens, maxNesting, maxDirectives }: DocumentLimits,
): Refusal | undefined {
  const atLeast = true;
  if (tokens > maxTokens)
    return limitRefusal({
      code: 'MAX_TOKENS_LIMIT',
      things: 'tokens',
      figure: tokens,
      limit: maxTokens,
      atLeast,
    });
  if (nesting > maxNesting)
    return limitRefusal({
      code: 'MAX_NESTING_LIMIT',
      things: 'levels of nesting',
      figure: nesting,
      limit: maxNesting,
      atLeast,
    });
  if (directives > maxDirectives)
    return limitRefusal({
      code: 'MAX_DIRECTIVES_LIMIT',
      things: 'directives',
      figure: directives,
      limit: maxDirectives,
      atLeast,
    });
  return undefined;
}
