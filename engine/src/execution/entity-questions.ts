import type { ContextOperations } from '../compile/context-operations.ts';
import type { FetchOperation } from '../compile/fetch-operation.ts';
import { nameInGroup } from '../compile/group-template.ts';
import type { Represent } from '../compile/representations.ts';
import type { JsonObject } from '../json-object.ts';
import type { CheckedAnswer } from './check-answer.ts';
import type { ContextGroup } from './context-values.ts';
import { findDistinct } from './distinct-representations.ts';
import type { AskedObjects } from './fetch-errors.ts';

/** Request for entities. */
export interface EntityQuestion extends AskedObjects {
  readonly operation: FetchOperation;
  /** Variables that do not come from the client, as members of a JSON object. */
  readonly variables: string;
  /** Number of representations in each `_entities` of the operation. */
  readonly sizes: readonly number[];
}

/** Maximum number of groups in a request, because each group repeats the operation's text. */
const maxGroups = 20;

/**
 * Creates the requests of an entity fetch whose variables depend on the objects around each entity. Entities with
 * equal values share an `_entities`; up to {@link maxGroups} of these share a request.
 */
export function createEntityQuestions(
  groups: readonly ContextGroup[],
  operations: ContextOperations,
  represent: Represent,
): { readonly questions: readonly EntityQuestion[]; readonly hasInsufficient: boolean } {
  const batches: Batch[] = [];
  const openBatches = new Map<string, Batch>();
  let hasInsufficient = false;
  for (const { targets, values, lacking } of groups) {
    const distinct = findDistinct(represent, targets);
    hasInsufficient ||= distinct.hasInsufficient;
    if (distinct.texts.length === 0 || operations.of(lacking, 1) === undefined) continue;
    const group = { targets, slots: distinct.slots, texts: distinct.texts, values };
    const key = lacking.join();
    const open = openBatches.get(key);
    if (open !== undefined && open.groups.length < maxGroups) open.groups.push(group);
    else {
      const batch = { lacking, groups: [group] };
      openBatches.set(key, batch);
      batches.push(batch);
    }
  }
  const questions = batches.flatMap(({ lacking, groups }) => {
    const operation = operations.of(lacking, groups.length);
    return operation === undefined ? [] : [createQuestion(operation, groups)];
  });
  return { questions, hasInsufficient };
}

interface Batch {
  readonly lacking: readonly string[];
  readonly groups: QuestionGroup[];
}

interface QuestionGroup extends AskedObjects {
  readonly texts: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

function createQuestion(operation: FetchOperation, groups: readonly QuestionGroup[]): EntityQuestion {
  const targets: JsonObject[] = [];
  const slots: number[] = [];
  const members: string[] = [];
  let count = 0;
  groups.forEach((group, index) => {
    targets.push(...group.targets);
    for (const slot of group.slots) slots.push(slot === -1 ? -1 : slot + count);
    count += group.texts.length;
    const given = new Map([['representations', `[${group.texts.join()}]`], ...group.values]);
    for (const [name, json] of given) members.push(`"${nameInGroup(name, index, groups.length)}":${json}`);
  });
  return {
    operation,
    variables: members.join(),
    targets,
    slots,
    sizes: groups.map(({ texts }) => texts.length),
  };
}

/**
 * Joins `_entities_0`, `_entities_1`… of an answer, and the paths of its errors, to one `_entities`. Returns a
 * description of the problem if a list is invalid.
 */
export function joinEntities(answer: CheckedAnswer, sizes: readonly number[]): CheckedAnswer | string {
  if (sizes.length === 1) return answer;
  const starts = new Map<unknown, number>();
  const entities: unknown[] = [];
  for (const [group, size] of sizes.entries()) {
    const name = nameInGroup('_entities', group, sizes.length);
    const list = answer.data?.[name] ?? (answer.errors.length > 0 ? Array(size).fill(null) : null);
    if (!Array.isArray(list) || list.length !== size) return `${name} is not a list of ${size} elements`;
    starts.set(name, entities.length);
    entities.push(...list);
  }
  return {
    data: answer.data && { _entities: entities },
    errors: answer.errors.map((error) => ({ ...error, path: joinedPath(error.path, starts) })),
  };
}

function joinedPath(path: unknown, starts: ReadonlyMap<unknown, number>): unknown {
  if (!Array.isArray(path)) return path;
  const [name, index, ...rest] = path;
  const start = starts.get(name);
  if (start === undefined) return path;
  return typeof index === 'number' ? ['_entities', start + index, ...rest] : ['_entities'];
}
