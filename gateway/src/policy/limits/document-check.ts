import { createBoundedCache } from '@supergraph/service-kit/bounded-cache.ts';
import type { Refusal } from '@supergraph/service-kit/refusal.ts';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import type { DocumentLimits } from './document-limits.ts';
import { type DocumentSize, measureDocument } from './document-size.ts';
import { type BrokenLimit, limitRefusal } from './limit-refusal.ts';
import { checkText } from './text-check.ts';

/** Returns the refusal of a document, or undefined if it may be validated, planned and executed. */
export type DocumentCheck = (text: string) => Refusal | undefined;

/**
 * Creates the check of document limits. It runs before validation, which takes quadratic time and recurses. Caches
 * results by text, including refusals, so that a repeated text costs a look-up. Accepts text that does not parse, since
 * the server's parser has better messages.
 */
export function createDocumentCheck(limits: DocumentLimits): DocumentCheck {
  const verdicts = createBoundedCache<Verdict>({
    maxBytes: 10_000_000,
    bytesOf: ({ refusal }) => (refusal === undefined ? 0 : bytesOfRefusal),
  });
  return (text) => {
    const known = verdicts.get(text);
    if (known !== undefined) return known.refusal;
    const refusal = check(text, limits);
    verdicts.set(text, { refusal });
    return refusal;
  };
}

interface Verdict {
  readonly refusal: Refusal | undefined;
}

const bytesOfRefusal = 500;

function check(text: string, limits: DocumentLimits): Refusal | undefined {
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

/** Returns the refusal of a document that is too large, or undefined if it is within all limits. */
function checkSize(size: DocumentSize, limits: DocumentLimits): Refusal | undefined {
  const broken = measures(size, limits).find(({ figure, limit }) => figure > limit);
  return broken && limitRefusal(broken);
}

function measures(size: DocumentSize, limits: DocumentLimits): readonly BrokenLimit[] {
  return [
    {
      code: 'MAX_NESTING_LIMIT',
      things: 'levels of nesting',
      figure: size.nesting,
      limit: limits.maxNesting,
      // Measuring stops at the limit.
      atLeast: true,
    },
    { code: 'MAX_DEPTH_LIMIT', things: 'levels of fields', figure: size.depth, limit: limits.maxDepth },
    {
      code: 'MAX_ROOT_FIELDS_LIMIT',
      things: 'fields at its root',
      figure: size.ownFields,
      limit: limits.maxRootFields,
    },
    { code: 'MAX_ALIASES_LIMIT', things: 'aliases', figure: size.aliases, limit: limits.maxAliases },
    {
      code: 'MAX_SELECTIONS_LIMIT',
      things: 'selections',
      figure: size.selections,
      limit: limits.maxSelections,
    },
  ];
}
