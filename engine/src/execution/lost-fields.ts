import { isIncluded } from '../compile/conditions.ts';
import { sourcePaths } from '../compile/context-variables.ts';
import type { Fetch } from '../compile/fetch.ts';
import { fieldPaths, isIn } from '../compile/field-paths.ts';
import type { Represent } from '../compile/representations.ts';
import type { JsonObject } from '../json-object.ts';
import type { EngineError } from '../subgraphs/subgraph-error.ts';
import type { ContextGroup } from './context-values.ts';
import type { Execution } from './execution.ts';
import { locateTargets } from './fetch-targets.ts';
import type { FetchError } from './response-errors.ts';

/**
 * Adds an error for each field that is not fetched because a context value is missing, unless another error explains
 * it.
 */
export function addLostFields(fetch: Fetch, execution: Execution, groups: readonly ContextGroup[]): void {
  const { coercedVariables, data, errors } = execution;
  let places: ReturnType<typeof locateTargets> | undefined;
  for (const { targets, lacking } of groups) {
    if (lacking.length === 0) continue;
    const cause = causeOf(fetch, execution.losses, lacking);
    const lost = fetch.contextual?.operations
      .lost(lacking)
      .filter(({ selections }) => selections.every((each) => isIncluded(each, coercedVariables)));
    places ??= locateTargets(data, fetch.path);
    for (const place of targets.flatMap((target) => places?.get(target) ?? [])) {
      for (const { name } of lost ?? [])
        errors.push({ ...cause, path: [...place, name], telling: 'if unexplained' });
    }
  }
}

/** Returns the failed fetch of a missing value, with its reason. If none failed, the value itself is invalid. */
function causeOf(
  fetch: Fetch,
  losses: Execution['losses'],
  lacking: readonly string[],
): Pick<FetchError, 'fetch' | 'reason'> {
  const needed = (fetch.contextual?.variables ?? [])
    .filter(({ name }) => lacking.includes(name))
    .flatMap((variable) => sourcePaths(variable, fetch.path));
  const loss = losses.find((each) => needed.some((need) => isIn(need, fieldPaths(each.fetch))));
  if (loss !== undefined) return { fetch: loss.fetch, reason: loss.reasons[0] };
  const message = 'A value that this field needs from its context is missing or null.';
  const reason: EngineError = { message, code: 'INVALID_RESPONSE_VALUE' };
  return { fetch, reason };
}

/**
 * Adds an error for fields that are not fetched because their object lacks a required field, unless another error
 * explains it.
 */
export function addInsufficient(
  fetch: Fetch,
  { losses }: Execution,
  represent: Represent,
  objects: readonly JsonObject[],
): void {
  const message = 'A field that this one requires was not found.';
  const reason: EngineError = { message, code: 'FIELD_NOT_RESOLVABLE' };
  const targets = objects.filter((object) => {
    const { isWanted, toText } = represent(object);
    return isWanted && toText(object) === undefined;
  });
  losses.push({ fetch, targets, reasons: [reason], telling: 'if unexplained' });
}
