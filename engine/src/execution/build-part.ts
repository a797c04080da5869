import type { AnswerBudget } from '../compile/answer-budget.ts';
import type { DeferredGroup, ObjectShape } from '../compile/answer-shape.ts';
import { keyOf } from '../compile/usage-sets.ts';
import type { EngineErrorCode } from '../error-codes.ts';
import type { JsonObject } from '../json-object.ts';
import { refusedMessage } from './client-errors.ts';
import { completeAnswer } from './complete-answer.ts';
import {
  createFragmentCollector,
  type DeferredFragment,
  type DeferredSite,
  type FragmentCollector,
} from './deferred-fragments.ts';
import { createPartPlaces, type ErrorSink, type PartPlaces } from './part-places.ts';
import type { PathSegment } from './response-errors.ts';

/** Deferred part in the client's form. Building it changes nothing until `commit` is called. */
export interface BuiltPart {
  readonly fragments: readonly BuiltFragment[];
  readonly places: PartPlaces;
  /** Invalid and refused values. */
  readonly problems: readonly ValueProblem[];
  /** Marks the fields as delivered. Returns the fragments inside the part that have something to deliver. */
  readonly commit: () => readonly DeferredFragment[];
}

/** Deferred fragment in the client's form. */
export interface BuiltFragment {
  readonly fragment: DeferredFragment;
  /** True if a null in a non-null position removed the whole fragment. */
  readonly isFailed: boolean;
  readonly items: readonly BuiltItem[];
}

/** Fields of one object. */
export interface BuiltItem {
  readonly site: DeferredSite;
  readonly data: JsonObject | null;
  /** Keys of the delivered groups. */
  readonly keys: readonly string[];
  readonly errors: ErrorSink;
}

/** Value that has become null. */
export interface ValueProblem {
  readonly path: readonly PathSegment[];
  readonly message: string;
  readonly code: EngineErrorCode;
}

/** Converts the fields of these fragments, all of one part, to the client's form. */
export function buildPart(
  fragments: readonly DeferredFragment[],
  nextId: () => string,
  budget: AnswerBudget,
): BuiltPart {
  const building: Building = {
    budget,
    collector: createFragmentCollector(nextId, budget),
    places: createPartPlaces(),
    problems: [],
  };
  const built = fragments.map((fragment) => buildFragment(fragment, building));
  const { collector, places, problems } = building;
  return {
    fragments: built,
    places,
    problems,
    commit() {
      const inside: DeferredFragment[] = [];
      for (const { fragment, isFailed, items } of built) {
        fragment.isCompleted = true;
        if (isFailed) continue;
        for (const { site, keys } of items) for (const key of keys) site.delivered.add(key);
        inside.push(...fragment.inside);
      }
      return [...inside, ...collector.commit()];
    },
  };
}

interface Building {
  readonly budget: AnswerBudget;
  readonly collector: FragmentCollector;
  readonly places: PartPlaces;
  readonly problems: ValueProblem[];
}

function buildFragment(fragment: DeferredFragment, building: Building): BuiltFragment {
  const { collector } = building;
  const start = collector.mark();
  const sites = [...fragment.sites];
  const items: BuiltItem[] = [];
  // Fields of another fragment may contain objects with fields of this one, so sites can be added during the
  // loop.
  for (const site of sites) {
    const before = collector.mark();
    const item = buildItem(fragment, site, building);
    if (item !== undefined) items.push(item);
    sites.push(...collector.sitesSince(before, fragment.usage));
  }
  const isFailed = items.some(({ data }) => data === null);
  if (isFailed) collector.dropSince(start);
  return { fragment, isFailed, items };
}

/** Completes the fields of an object that no other fragment has delivered. Returns undefined if there are none. */
function buildItem(
  { usage }: DeferredFragment,
  site: DeferredSite,
  { budget, collector, places, problems }: Building,
): BuiltItem | undefined {
  const groups = (site.shapeOf()?.deferred?.groups ?? []).filter(
    ({ usages }) => usages.has(usage) && !site.delivered.has(keyOf(usages)),
  );
  const shape = joinGroups(groups);
  if (shape === undefined) return undefined;
  const errors: ErrorSink = [];
  places.add(
    site.path,
    shape.fields.map(({ responseName }) => responseName),
    errors,
  );
  const data = completeAnswer(shape, site.object, {
    path: site.path,
    budget,
    collector,
    around: site.fragments,
    onInvalid: (path, message) => problems.push({ path: [...path], message, code: 'INVALID_RESPONSE_VALUE' }),
    onRefused: (path) =>
      problems.push({ path: [...path], message: refusedMessage, code: 'UNAUTHORIZED_FIELD_OR_TYPE' }),
  });
  return { site, data, keys: groups.map(({ usages }) => keyOf(usages)), errors };
}

/** Returns the shape of an object with the fields of several groups, or undefined for no groups. */
function joinGroups(groups: readonly DeferredGroup[]): ObjectShape | undefined {
  const [first, ...others] = groups.map(({ shape }) => shape);
  if (first === undefined || others.length === 0) return first;
  const bytes = others.reduce((sum, { leastBytes }) => sum + leastBytes, first.leastBytes);
  return { ...first, fields: [first, ...others].flatMap(({ fields }) => fields), leastBytes: bytes };
}
