import { type AnswerBudget, leastObjectBytes, spend } from '../compile/answer-budget.ts';
import type { DeferredShape, ObjectShape } from '../compile/answer-shape.ts';
import type { DeferUsage } from '../compile/deferred-document.ts';
import type { JsonObject } from '../json-object.ts';
import type { PendingPart } from './operation-results.ts';
import type { PathSegment } from './response-errors.ts';

/** Deferred fragment of one object of the answer. */
export interface DeferredFragment extends PendingPart {
  readonly usage: DeferUsage;
  /** Deferred fragment around this one, or undefined if there is none. */
  readonly parent: DeferredFragment | undefined;
  /** Objects that have fields of the fragment. */
  readonly sites: DeferredSite[];
  /** Fragments inside this one on objects that are delivered already. They wait until this one is delivered. */
  readonly inside: DeferredFragment[];
  /** True once the fragment has something to deliver. */
  isFound: boolean;
  isCompleted: boolean;
}

/** Deferred fragments around an object, by usage. */
export type FragmentsAround = ReadonlyMap<DeferUsage, DeferredFragment>;

/** Object of the answer with fields that are delivered later. */
export interface DeferredSite {
  readonly path: readonly PathSegment[];
  /** Object of the merged answer. */
  readonly object: JsonObject;
  /** Returns the shape of the object, whose type may have become known since. */
  readonly shapeOf: () => ObjectShape | undefined;
  readonly fragments: FragmentsAround;
  /** Groups of the object that were delivered, by key. */
  readonly delivered: Set<string>;
}

/** Object that has just been reached. */
export interface ReachedObject {
  readonly path: readonly PathSegment[];
  readonly object: JsonObject;
  readonly shapeOf: () => ObjectShape | undefined;
  /** Fragments around the object that the result began with. */
  readonly around: FragmentsAround;
}

/** Collector of the deferred fragments of a result, while the result is completed. */
export interface FragmentCollector {
  /** Enters an object with deferred parts. `leave` must follow. */
  enter(deferred: DeferredShape, reached: ReachedObject): void;
  leave(): void;
  /** Returns a mark of the current position. */
  mark(): number;
  /** Drops the objects collected since a mark, because they are inside a place that became null. */
  dropSince(mark: number): void;
  /** Returns the objects since a mark that have fields of a fragment. */
  sitesSince(mark: number, usage: DeferUsage): readonly DeferredSite[];
  /**
   * Hands the objects to their fragments. Returns the new fragments with something to deliver, except those
   * that wait for another fragment.
   */
  commit(): readonly DeferredFragment[];
}

interface CollectedSite {
  readonly site: DeferredSite;
  readonly usages: ReadonlySet<DeferUsage>;
}

/** Creates a collector. Each fragment and each object count as a part of the answer. */
export function createFragmentCollector(nextId: () => string, budget: AnswerBudget): FragmentCollector {
  const open: FragmentsAround[] = [];
  const begun: DeferredFragment[] = [];
  const sites: CollectedSite[] = [];
  return {
    enter(deferred, { path, object, shapeOf, around }) {
      spend(budget, leastObjectBytes + 8 * path.length);
      const own = [...path];
      const fragments = new Map(open.at(-1) ?? around);
      for (const usage of deferred.begun) {
        const parent = usage.parent && fragments.get(usage.parent);
        const fragment = createFragment({ id: nextId(), path: own, usage, parent });
        fragments.set(usage, fragment);
        begun.push(fragment);
      }
      open.push(fragments);
      const usages = new Set(deferred.open);
      for (const group of deferred.groups) for (const usage of group.usages) usages.add(usage);
      if (usages.size > 0)
        sites.push({ site: { path: own, object, shapeOf, fragments, delivered: new Set() }, usages });
    },
    leave: () => void open.pop(),
    mark: () => sites.length,
    dropSince(mark) {
      sites.length = mark;
    },
    sitesSince: (mark, usage) =>
      sites
        .slice(mark)
        .filter(({ usages }) => usages.has(usage))
        .map(({ site }) => site),
    commit() {
      // A fragment around the result may get its first object only now.
      const found = new Set(begun);
      for (const { site, usages } of sites) {
        for (const usage of usages) {
          const fragment = site.fragments.get(usage);
          if (fragment === undefined) continue;
          fragment.sites.push(site);
          found.add(fragment);
        }
      }
      return letWait([...found].filter(isNew));
    },
  };
}

function createFragment(given: Pick<DeferredFragment, 'id' | 'path' | 'usage' | 'parent'>): DeferredFragment {
  return {
    ...given,
    label: given.usage.clientLabel,
    sites: [],
    inside: [],
    isFound: false,
    isCompleted: false,
  };
}

/** Returns true if a fragment has something to deliver for the first time. */
function isNew(fragment: DeferredFragment): boolean {
  if (fragment.isFound || fragment.sites.length === 0) return false;
  fragment.isFound = true;
  return true;
}

/**
 * Returns the fragments that wait for no other one. Each of the others is added to the fragment that it waits
 * for.
 */
function letWait(fragments: readonly DeferredFragment[]): readonly DeferredFragment[] {
  return fragments.filter((fragment) => {
    const around = waitsFor(fragment);
    around?.inside.push(fragment);
    return around === undefined;
  });
}

/** Returns the nearest fragment around this one that has something to deliver and is not delivered yet. */
function waitsFor({ parent }: DeferredFragment): DeferredFragment | undefined {
  if (parent === undefined || (parent.sites.length > 0 && !parent.isCompleted)) return parent;
  return waitsFor(parent);
}
