import { staff } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import type { AttackedSystem, ServiceName } from '../system/attacked-system.ts';
import { listedOrigin } from '../system/spawn-services.ts';
import { excerpt } from '../wire/exchange.ts';
import {
  type Handshake,
  type LiveSocket,
  openAcknowledged,
  openLiveSocket,
  shakeHands,
} from '../wire/live-socket.ts';
import { tokenForgeries } from '../wire/token-forgeries.ts';
import { refusedSubscriptions } from './live-documents.ts';

const handshake = (id: string, sends: string, request: Handshake, status: number): Audit => ({
  id,
  sends: `a handshake ${sends}`,
  expects: String(status),
  attack: async ({ origins }) => {
    const received = await shakeHands(origins.gateway, request);
    return received === status ? [] : [`the status is ${received}`];
  },
});

const handshakes: readonly Audit[] = [
  handshake('legacy-protocol', 'with the legacy subprotocol', { protocols: ['graphql-ws'] }, 400),
  handshake('no-protocol', 'without a subprotocol', { protocols: [] }, 400),
  handshake('listed-page', 'of a page of the listed origin', { page: listedOrigin }, 101),
  ...Object.entries({
    foreign: 'https://evil.example.com',
    null: 'null',
    suffix: `${listedOrigin}.evil.example`,
    'other-scheme': listedOrigin.replace('https', 'http'),
    'other-port': `${listedOrigin}:8443`,
    userinfo: 'https://shop.example.com@evil.example.com',
  }).map(([id, page]) => handshake(`page-${id}`, `of a page of the origin ${page}`, { page }, 403)),
];

const init = { type: 'connection_init' };
const subscribe = (id: string, query: string) => ({ id, type: 'subscribe', payload: { query } });
const anything = subscribe('1', '{ __typename }');

/** Creates an audit of messages on a connection that the server must close, with one of the codes. */
const closed = (
  id: string,
  sends: string,
  code: number | readonly number[],
  send: (opened: LiveSocket, system: AttackedSystem) => Promise<void> | void,
): Audit => ({
  id,
  sends,
  expects: `close code ${[code].flat().join(' or ')}, and no data`,
  attack: async (system) => {
    const opened = await openLiveSocket(system.origins.gateway);
    await send(opened, system);
    const received = await opened.closeCode();
    opened.socket.terminate();
    const data = opened.messages.filter(({ type }) => type === 'next');
    return [
      ...(received !== undefined && [code].flat().includes(received)
        ? []
        : [`the close code is ${received ?? 'none after 20 s'}`]),
      ...data.map((message) => `there is data: ${excerpt(JSON.stringify(message))}`),
    ];
  },
});

async function initOf(system: AttackedSystem) {
  return { ...init, payload: { authorization: `Bearer ${await system.tokenFor('gateway', staff)}` } };
}

const forged = Object.entries(tokenForgeries).map(([id, [sends, create]]) =>
  closed(`token-${id}`, `connection_init with ${sends}`, 4403, async (opened, system) =>
    opened.send({ ...init, payload: { authorization: `Bearer ${await create(system)}` } }),
  ),
);

const protocolBreaks: readonly Audit[] = [
  closed('init-twice', 'connection_init twice', 4429, async (opened, system) =>
    opened.send(await initOf(system), await initOf(system)),
  ),
  closed('init-never', 'nothing', 4408, () => {}),
  closed('init-late', 'connection_init after 3.5 s', 4408, async (opened, system) => {
    const message = await initOf(system);
    setTimeout(() => opened.send(message), 3_500);
  }),
  closed('pings-without-init', 'pings for 3.5 s, and no connection_init', 4408, ({ send }) => {
    const pings = setInterval(() => send({ type: 'ping' }), 50);
    setTimeout(() => clearInterval(pings), 3_500);
  }),
  closed('no-token', 'connection_init without a token', 4403, ({ send }) => send(init)),
  closed('token-in-a-list', 'connection_init with a list of tokens', 4403, async ({ send }, system) =>
    send({ ...init, payload: { authorization: [(await initOf(system)).payload.authorization] } }),
  ),
  closed('subscribe-first', 'subscribe without connection_init', 4401, ({ send }) => send(anything)),
  // The token is refused before or after `subscribe` arrives.
  closed('subscribe-before-ack', 'subscribe right after a forged token', [4401, 4403], (opened) =>
    opened.send({ ...init, payload: { authorization: 'Bearer e30.e30.e30' } }, anything),
  ),
  closed('no-message', 'connection_init, then a text that is no message', 4400, async (opened, system) => {
    opened.send(await initOf(system));
    await opened.waitFor(1);
    opened.send('{"type":');
  }),
  closed(
    'legacy-message',
    'connection_init, then `start` of the legacy protocol',
    4400,
    async (opened, system) => {
      opened.send(await initOf(system));
      await opened.waitFor(1);
      opened.send({ ...anything, type: 'start' });
    },
  ),
  closed('id-twice', 'two subscriptions with one id', 4409, async (opened, system) => {
    opened.send(await initOf(system));
    await opened.waitFor(1);
    const query = 'subscription { ordersChanged { kind } }';
    opened.send(subscribe('1', query), subscribe('1', query));
  }),
  closed('large-message', 'a message of 1 MB', 1009, async (opened, system) => {
    opened.send(await initOf(system));
    await opened.waitFor(1);
    opened.send(subscribe('1', `{ __typename } # ${'x'.repeat(1_048_576)}`));
  }),
];

const refusedOver = (service: ServiceName) =>
  refusedSubscriptions
    .filter(({ to = 'gateway' }) => to === service)
    .map(
      ({ id, sends, query, variables, code }): Audit => ({
        id,
        sends,
        expects: `the error ${code}, and the connection goes on after \`complete\``,
        attack: async (system) => {
          const { socket, send, waitFor } = await openAcknowledged(system, staff, service);
          send({ id: '1', type: 'subscribe', payload: { query, variables } });
          const [, error] = await waitFor(2);
          send({ id: '1', type: 'complete' }, { type: 'ping' });
          const [, , pong] = await waitFor(3);
          socket.terminate();
          const found: unknown = error?.payload?.[0]?.extensions?.code;
          return [
            ...(error?.type === 'error' && found === code
              ? []
              : [`it is answered with ${excerpt(JSON.stringify(error))}`]),
            ...(pong?.type === 'pong' ? [] : ['the connection does not go on']),
          ];
        },
      }),
    );

/** Audits of WebSockets. */
export const liveSocketAudits: AuditFamily = {
  name: 'live sockets',
  concurrent: true,
  audits: [
    ...handshakes,
    ...protocolBreaks,
    ...forged,
    ...refusedOver('gateway'),
    ...refusedOver('enforcing'),
  ],
};
