import { customer, staff } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import type { AttackedSystem } from '../system/attacked-system.ts';
import { post, sendOnce } from '../wire/exchange.ts';
import { openAcknowledged } from '../wire/live-socket.ts';

/** The default of SUBSCRIPTIONS_PER_CLIENT. */
const perClient = 100;
const many = 10_000;

/** Not staff: its subscriptions count for their client alone. */
const attacker = customer(40);

const manyIds: Audit = {
  id: 'many-ids',
  sends: `${many} subscriptions with ids of their own on one connection`,
  expects: `at most ${perClient} of them open, an error for each of the rest, and others served`,
  attack: async (system) => {
    const { socket, send, waitFor } = await openAcknowledged(system, attacker);
    const query = 'subscription { ordersChanged { kind } }';
    for (let id = 1; id <= many; id += 1) send({ id: String(id), type: 'subscribe', payload: { query } });
    const messages = await waitFor(1 + many - perClient);
    const served = await checkServes(system);
    const codes = messages.slice(1).map(({ payload }) => payload?.[0]?.extensions?.code);
    const others = codes.filter((code) => code !== 'SUBSCRIPTION_LIMIT_EXCEEDED');
    const state = socket.readyState;
    socket.terminate();
    return [
      ...served,
      ...(codes.length >= many - perClient
        ? []
        : [`only ${codes.length} of them are refused (state ${state})`]),
      ...(others.length === 0 ? [] : [`${others.length} are refused with ${[...new Set(others)].join()}`]),
    ];
  },
};

const pingFlood: Audit = {
  id: 'ping-flood',
  sends: '100,000 messages `ping`, and reads the answers',
  expects: 'others served all the while',
  attack: async (system) => {
    const { socket, send, waitFor } = await openAcknowledged(system, attacker);
    for (let n = 0; n < 100_000; n += 1) send('{"type":"ping"}');
    const served = await checkServes(system);
    await waitFor(1_000);
    socket.terminate();
    return served;
  },
};

const largeMessages = 400;

/** Sends without reading. Returns a finding unless the gateway closes the connection. */
const unread = (id: string, sends: string, flood: (n: number) => unknown): Audit => ({
  id,
  sends: `${sends}, and never reads`,
  expects: 'the connection is closed, and others are served',
  attack: async (system) => {
    const { socket, send, messages, closeCode } = await openAcknowledged(system, attacker);
    socket.pause();
    for (let n = 0; n < largeMessages; n += 1) send(flood(n));
    const served = await checkServes(system);
    const deadline = Date.now() + 20_000;
    while (socket.bufferedAmount > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
    // What the gateway sent before it gave up can be read, but not the rest.
    socket.resume();
    const code = await closeCode();
    socket.terminate();
    const answers = messages.length - 1;
    return [
      ...served,
      ...(code !== undefined && answers < largeMessages ? [] : [`it is open, after ${answers} answers`]),
    ];
  },
});

async function checkServes(system: AttackedSystem): Promise<readonly string[]> {
  const authorization = `Bearer ${await system.tokenFor('gateway', staff)}`;
  const begun = performance.now();
  const { status } = await sendOnce(
    system.origins.gateway,
    post({ query: '{ me { id } }' }, { authorization }),
  );
  const ms = Math.round(performance.now() - begun);
  return [
    ...(status === 200 ? [] : [`somebody else gets ${status}`]),
    ...(ms < 5_000 ? [] : [`somebody else waits for ${ms} ms`]),
  ];
}

/** Audits of clients that flood a WebSocket. */
export const liveFloodAudits: AuditFamily = {
  name: 'live floods',
  audits: [
    manyIds,
    pingFlood,
    unread('unread-pongs', `${largeMessages} messages \`ping\` of 100 KB`, () => ({
      type: 'ping',
      payload: { text: 'x'.repeat(100_000) },
    })),
    unread('unread-results', `${largeMessages} queries with long answers`, (n) => ({
      id: String(n),
      type: 'subscribe',
      payload: {
        query: `{ ${Array.from({ length: 15 }, (_, a) => `a${a}${'x'.repeat(4_000)}: __typename`).join(' ')} }`,
      },
    })),
  ],
};
