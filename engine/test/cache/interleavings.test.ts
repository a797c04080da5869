import { expect, inject, test } from 'vitest';
import {
  createAnswerCache,
  createSharedReads,
  noClient,
  type Subgraph,
  type SubgraphAnswer,
} from '../../src/index.ts';
import { createRandom, type Random } from '../differential/random.ts';
import { createRequest } from '../kit/create-request.ts';

const interleavings = inject('cases') === 'few' ? 1_000 : 10_000;
const stepsOfEach = 16;
const viewers = ['ada', 'bob', 'eve'];
const ids = ['1', '2', '3'];

/** Queries of a shop: prices are the same for all, a note belongs to the viewer who reads it. */
const queries = { price: '{ price }', note: '{ note }' };

/** A read that a viewer began, with the least price that it may show. */
interface Begun {
  readonly viewer: string;
  readonly kind: keyof typeof queries;
  readonly ids: readonly string[];
  readonly least: ReadonlyMap<string, number>;
}

/** Shop with a price of each entity, which only rises, and requests that wait until they are answered. */
class Shop {
  readonly prices = new Map(ids.map((id) => [id, 0]));
  /** Prices with the time at which they were replaced. */
  readonly replaced: { readonly id: string; readonly price: number; readonly at: number }[] = [];
  readonly waiting: (() => void)[] = [];
  now = 1_000_000;

  readonly subgraph: Subgraph = {
    execute: ({ query, representations = [], client, signal }) =>
      new Promise((resolve, reject) => {
        const { viewer } = client.contextValue;
        // The subgraph reads at once, and its answer may take long.
        const prices = new Map(this.prices);
        const entities = representations.map((text) => {
          const { id } = JSON.parse(text);
          return query === queries.price ? { id, price: prices.get(id) } : { id, note: `${id} of ${viewer}` };
        });
        signal?.addEventListener('abort', () => reject(new Error('gone')));
        this.waiting.push(() => {
          const scope = query === queries.price ? 'public' : 'private';
          client.restrictCache({ cacheControl: `max-age=60, ${scope}` });
          resolve({ data: { _entities: entities } });
        });
      }),
  };

  raise(id: string): void {
    const price = this.prices.get(id) ?? 0;
    this.replaced.push({ id, price, at: this.now });
    this.prices.set(id, price + 1);
  }
}

test(`in ${interleavings} interleavings no viewer sees what is another's, no price is older than its age or its event`, async () => {
  for (let seed = 1; seed <= interleavings; seed += 1) {
    const random = createRandom(seed);
    const shop = new Shop();
    const cache = createAnswerCache({
      now: () => shop.now,
      maxBytes: 20_000,
      keysOf: ({ contextValue: { viewer } }) => ({ everyone: 'all', viewer: `all ${String(viewer)}` }),
    });
    const keyOf = ({ contextValue }: { readonly contextValue: Readonly<Record<string, unknown>> }) =>
      `${cache.epoch()} ${Math.floor(shop.now / 1_000)} ${contextValue.viewer}`;
    const subgraph = cache.wrap('shop', createSharedReads(shop.subgraph, { keyOf }));
    const reads: Promise<void>[] = [];
    /** Prices of entities whose event has arrived. Nobody may see older ones from then on. */
    const announced = new Map<string, number>();
    for (let step = 0; step < stepsOfEach; step += 1) {
      const id = random.pick(ids);
      const [action] = [random.below(10)];
      if (action < 5) reads.push(read(shop, subgraph, announced, random));
      else if (action < 8) shop.waiting.splice(random.below(shop.waiting.length || 1), 1)[0]?.();
      else if (action === 8) {
        shop.raise(id);
        if (random.below(2) === 0) {
          cache.invalidate('Item', id);
          announced.set(id, shop.prices.get(id) ?? 0);
        }
      } else shop.now += random.below(40) * 1_000;
      await settle();
    }
    while (shop.waiting.length > 0) {
      for (const answer of shop.waiting.splice(0)) answer();
      await settle();
    }
    await Promise.all(reads);
  }
}, 120_000);

/** Reads some entities as a viewer, and checks the answer. An assertion for each value would take most of the time. */
async function read(
  shop: Shop,
  subgraph: Subgraph,
  announced: ReadonlyMap<string, number>,
  random: Random,
): Promise<void> {
  const begun: Begun = {
    viewer: random.pick(viewers),
    kind: random.below(2) === 0 ? 'price' : 'note',
    ids: ids.filter(() => random.below(3) > 0),
    least: new Map(announced),
  };
  if (begun.ids.length === 0) return;
  const since = shop.now;
  const representations = begun.ids.map((id) => JSON.stringify({ __typename: 'Item', id }));
  const query = queries[begun.kind];
  const body = `{"query":${JSON.stringify(query)},"variables":{"representations":[${representations.join()}]}}`;
  const client = { ...noClient, origin: 'client' as const, contextValue: { viewer: begun.viewer } };
  const answer = await subgraph.execute(createRequest({ query, body, representations, client }));
  check(begun, answer, shop, since);
}

function check(
  { viewer, kind, ids: asked, least }: Begun,
  { data }: SubgraphAnswer,
  shop: Shop,
  since: number,
) {
  const { _entities: entities } = Object(data);
  if (entities.length !== asked.length) throw new Error('each entity must have an answer');
  for (const [index, id] of asked.entries()) {
    if (kind === 'note') {
      if (entities[index].note !== `${id} of ${viewer}`)
        expect(entities[index].note).toBe(`${id} of ${viewer}`);
      continue;
    }
    const { price } = entities[index];
    if (price < (least.get(id) ?? 0)) expect(price).toBeGreaterThanOrEqual(least.get(id) ?? 0);
    const end = shop.replaced.find((each) => each.id === id && each.price === price)?.at;
    if (end !== undefined && since - end >= 60_000) expect(since - end).toBeLessThan(60_000);
  }
}

/** Lets all continuations run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await Promise.resolve();
}
