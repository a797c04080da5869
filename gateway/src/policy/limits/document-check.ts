import { createBoundedCache } from '@supergraph/service-kit/bounded-cache.ts';
import type { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import type { DocumentLimits } from './document-limits.ts';
import { measureDocument } from './document-size.ts';
import { checkSize } from './size-check.ts';
import { checkText } from './text-check.ts';

/** Returns the refusal of a document, or undefined if it may be validated, planned and executed. */
export type DocumentCheck = (text: string) => HttpProblem | undefined;

/**
 * Creates the check of document limits. It runs before validation, which takes quadratic time and recurses. Caches
 * results by text, including refusals, so that a repeated text costs a look-up. Accepts text that does not parse, since
 * the server's parser has better messages.
 */
export function createDocumentCheck(limits: DocumentLimits): DocumentCheck {
  const verdicts = createBoundedCache<Verdict>({
    maxBytes: 10_000_000,
    bytesOf: ({ problem }) => (problem === undefined ? 0 : bytesOfProblem),
  });
  return (text) => {
    const known = verdicts.get(text);
    if (known !== undefined) return known.problem;
    const problem = check(text, limits);
    verdicts.set(text, { problem });
    return problem;
  };
}

interface Verdict {
  readonly problem: HttpProblem | undefined;
}

/** An error retains the frames of its stack. */
const bytesOfProblem = 2_000;

function check(text: string, limits: DocumentLimits): HttpProblem | undefined {
  const broken = checkText(text, limits);
  if (broken !== undefined) return broken;
  const document = parseIfPossible(text);
  return document && checkSize(measureDocument(document, limits.maxNesting), limits);
}

function parseIfPossible(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
