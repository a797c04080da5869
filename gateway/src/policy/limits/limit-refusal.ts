import type { ErrorCode } from '@supergraph/service-kit/error-codes.ts';
import type { Refusal } from '@supergraph/service-kit/refusal.ts';

/** A limit that a request exceeds. The codes of depth, root fields and aliases are those of Apollo's router. */
export interface BrokenLimit {
  readonly code: Extract<ErrorCode, `MAX_${string}_LIMIT`>;
  /** Plural of the things that are counted, such as `levels of fields`. */
  readonly things: string;
  readonly figure: number;
  readonly limit: number;
  /** True if counting stopped at the figure because the limit was exceeded. default: false */
  readonly atLeast?: boolean;
}

/** Creates the refusal of a request that breaks a limit. The figure and the limit are in message and extensions. */
export function limitRefusal({ code, things, figure, limit, atLeast = false }: BrokenLimit): Refusal {
  // Fragments that double what they spread reach numbers that JSON cannot represent.
  const shown = Math.min(figure, Number.MAX_SAFE_INTEGER);
  const found = atLeast || shown !== figure ? `at least ${shown}` : `${shown}`;
  const message = `A request may have at most ${limit} ${things}, but this one has ${found}.`;
  return { code, message, details: { figure: shown, limit } };
}
