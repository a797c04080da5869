import { isIncluded } from './conditions.ts';
import type { ContextGroup } from './context-values.ts';
import type { Execution } from './execution.ts';
import type { Fetch } from './fetch.ts';
import { locateTargets } from './fetch-targets.ts';

/** Adds an error for each field that is not fetched because a context lacks its value, unless another one explains it. */
export function addLostFields(fetch: Fetch, execution: Execution, groups: readonly ContextGroup[]): void {
  const { coercedVariables, data, errors } = execution;
  const reason = { message: 'The context of this field has no value for it.', code: 'FIELD_NOT_RESOLVABLE' };
  let places: ReturnType<typeof locateTargets> | undefined;
  for (const { targets, lacking } of groups) {
    if (lacking.length === 0) continue;
    const lost = fetch.contextual?.operations
      .lost(lacking)
      .filter(({ selections }) => selections.every((each) => isIncluded(each, coercedVariables)));
    places ??= locateTargets(data, fetch.path);
    for (const place of targets.flatMap((target) => places?.get(target) ?? [])) {
      for (const { name } of lost ?? [])
        errors.push({ fetch, reason, path: [...place, name], telling: 'if unexplained' });
    }
  }
}
