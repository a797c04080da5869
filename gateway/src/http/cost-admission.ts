import type { CostOptions, CostRefusal } from '@supergraph/engine';
import { extensionsOf, headersOf, statusOf } from '@supergraph/service-kit/http/refusal-reply.ts';
import type { Refusal } from '@supergraph/service-kit/refusal.ts';
import type { CostCharge } from '../policy/rate/charges.ts';

/** Adapts the charge for an operation's cost to the engine. */
export function createCostAdmission(charge: CostCharge): NonNullable<CostOptions['admit']> {
  return (...operation) => {
    const refusal = charge(...operation);
    return refusal instanceof Promise ? refusal.then(toCostRefusal) : toCostRefusal(refusal);
  };
}

/** Converts a refusal to the engine's, which has the status and headers of HTTP. */
function toCostRefusal(refusal: Refusal | undefined): CostRefusal | undefined {
  if (refusal === undefined) return undefined;
  const { message, code } = refusal;
  return {
    message,
    code,
    status: statusOf(code),
    headers: headersOf(refusal),
    extensions: extensionsOf(refusal),
  };
}
