import type { AskSubgraph, WorldAnswer, WorldRequest } from './ask-subgraph.ts';
import { hash } from './hash.ts';
import type { Random } from './random.ts';

/**
 * Turns an answer into that of a failing or misbehaving subgraph. A thrown error means that it is
 * unreachable.
 */
export type Fault = (answer: WorldAnswer, request: WorldRequest) => WorldAnswer;

/** Names of faults by subgraph. A subgraph without a name answers correctly. */
export type FaultNames = Readonly<Record<string, string>>;

/**
 * Faults by name. They depend on values only, not on names or positions, so executors may alias, order and
 * deduplicate freely and still receive the same faults.
 */
export const FAULTS: Readonly<Record<string, Fault>> = {
  unreachable: () => {
    throw new Error('connect ECONNREFUSED');
  },
  'errors that are a string': (answer) => ({ ...answer, errors: 'oops' }),
  'an error and no data': () => ({
    data: null,
    errors: [{ message: 'Closed', extensions: { code: 'CLOSED' } }],
  }),
  'an error and no entities': ({ data }) =>
    isObject(data) && '_entities' in data
      ? { data: { _entities: null }, errors: [{ message: 'Closed', path: ['_entities'] }] }
      : { data },
  'an error without code beside the data': ({ data }) => ({ data, errors: [{ message: 'Beside' }] }),
  'nothing at all': () => ({}),
  'data that is a string': () => ({ data: 'oops' }),
  'entities that are too few': ({ data, ...rest }) => ({
    ...rest,
    data: withEntities(data, (list) => list.slice(1)),
  }),
  'entities that are no list': ({ data, ...rest }) => ({ ...rest, data: withEntities(data, () => 'oops') }),
  'unknown entities': ({ data, ...rest }, { variables: { representations } }) => ({
    ...rest,
    data: withEntities(data, (list) =>
      list.map((entity, index) => (isUnknown(representations, index) ? null : entity)),
    ),
  }),
  'nulls for texts': mapLeaves((leaf) =>
    typeof leaf === 'string' && /^text/.test(leaf) && isUnlucky(leaf, 4) ? null : leaf,
  ),
  'objects for texts': mapLeaves((leaf) =>
    typeof leaf === 'string' && /^text/.test(leaf) && isUnlucky(leaf, 4) ? { oops: 1 } : leaf,
  ),
  'texts for numbers': mapLeaves((leaf) => (typeof leaf === 'number' && isUnlucky(leaf, 4) ? 'many' : leaf)),
  'texts for booleans': mapLeaves((leaf) => (leaf === true ? 'yes' : leaf)),
  'values outside of enums': mapLeaves((leaf) => (leaf === 'NOVEL' || leaf === 'OPEN' ? 'OOPS' : leaf)),
  'unknown types': mapLeaves((leaf) => (leaf === 'Film' || leaf === 'Note' ? 'Unicorn' : leaf)),
};

/** Draws the faults of a case: usually none, sometimes one failing subgraph, sometimes two. */
export function drawFaults(random: Random, subgraphNames: readonly string[]): FaultNames {
  const count = random.chance(0.65) ? 0 : random.chance(0.8) ? 1 : 2;
  return Object.fromEntries(
    Array.from({ length: count }, () => [random.pick(subgraphNames), random.pick(Object.keys(FAULTS))]),
  );
}

/** Sends requests to the subgraphs with the faults that are set at the time of each request. */
export function createFaultyAsk(ask: AskSubgraph, faults: () => FaultNames): AskSubgraph {
  return async (name, request) => {
    const fault = FAULTS[faults()[name] ?? ''];
    const answer = await ask(name, request);
    return fault === undefined ? answer : fault(answer, request);
  };
}

function withEntities(data: unknown, change: (entities: readonly unknown[]) => unknown): unknown {
  if (!isObject(data) || !Array.isArray(data._entities)) return data;
  return { ...data, _entities: change(data._entities) };
}

function isUnknown(representations: unknown, index: number): boolean {
  const representation: unknown = Array.isArray(representations) ? representations[index] : undefined;
  if (!isObject(representation)) return false;
  const { id, handle, code } = representation;
  return isUnlucky([id, handle, code], 3);
}

function mapLeaves(change: (leaf: unknown) => unknown): Fault {
  const map = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(map);
    if (isObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
    return change(value);
  };
  return ({ data, ...rest }) => ({ ...rest, data: map(data) });
}

function isUnlucky(value: unknown, oneIn: number): boolean {
  return hash(JSON.stringify(value)) % oneIn === 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
