import type { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import type { DocumentLimits } from './document-limits.ts';
import type { DocumentSize } from './document-size.ts';
import { type BrokenLimit, limitProblem } from './limit-problem.ts';

/** Returns the refusal of a document that is too large, or undefined if it is within all limits. */
export function checkSize(size: DocumentSize, limits: DocumentLimits): HttpProblem | undefined {
  const broken = measures(size, limits).find(({ figure, limit }) => figure > limit);
  return broken && limitProblem(broken);
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
