import type { ClientField } from '../compile/client-fields.ts';
import type { MergePlan } from '../compile/merge-plan.ts';
import { fetchesOfStep, type Step } from '../compile/steps.ts';
import type { FieldSource } from './query-trace.ts';
import type { TraceRecorder } from './trace-recorder.ts';

/** Returns the subgraphs that answered each field of the client, by the fetches that were answered. */
export function findFieldSources(
  fields: readonly ClientField[],
  step: Step | undefined,
  recorder: TraceRecorder,
): readonly FieldSource[] {
  const root = createPlace();
  for (const fetch of step === undefined ? [] : fetchesOfStep(step)) {
    const record = recorder.fetchOf(fetch);
    if (record === undefined || record.isFailed || record.inFlight > 0) continue;
    const names = fetch.path.filter((segment) => segment !== '@');
    addAnswered(names.reduce(placeIn, root), fetch.merge, fetch.subgraphName);
  }
  const sources: FieldSource[] = [];
  const visit = (asked: readonly ClientField[], places: readonly Place[], path: readonly string[]): void => {
    for (const field of asked) {
      const found = places.flatMap((place) => field.sources.flatMap((name) => place.inside.get(name) ?? []));
      const own = [...path, field.responseName];
      sources.push({ path: own, subgraphs: [...new Set(found.flatMap(({ subgraphs }) => [...subgraphs]))] });
      visit(field.fields, found, own);
    }
  };
  visit(fields, [root], []);
  return sources;
}

/** Place of the merged answer, without lists: the subgraphs that answered it, and the places inside it by name. */
interface Place {
  readonly subgraphs: Set<string>;
  readonly inside: Map<string, Place>;
}

function addAnswered(place: Place, plan: MergePlan, subgraph: string): void {
  for (const { name, children = [] } of plan) {
    const inner = placeIn(place, name);
    inner.subgraphs.add(subgraph);
    addAnswered(inner, children, subgraph);
  }
}

function placeIn({ inside }: Place, name: string): Place {
  const known = inside.get(name) ?? createPlace();
  inside.set(name, known);
  return known;
}

function createPlace(): Place {
  return { subgraphs: new Set(), inside: new Map() };
}
