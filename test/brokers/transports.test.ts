import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudEvent } from '@supergraph/service-kit/events/cloud-event.ts';
import { createBrokerTransport } from '@supergraph/service-kit/events/create-transport.ts';
import type { EventTransport } from '@supergraph/service-kit/events/event-transport.ts';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Broker } from './system/broker.ts';
import { describeBrokers } from './system/describe-brokers.ts';

const log = pino({ level: 'silent' });
const types = ['orders.order-paid.v1'];

/** Creates numbered events of some subjects, one round of all subjects after the other. */
function createEvents(subjects: number, rounds: number): readonly CloudEvent[] {
  return Array.from({ length: subjects * rounds }, (_, number) => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/orders',
    type: 'orders.order-paid.v1',
    subject: `order-${number % subjects}`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { round: Math.floor(number / subjects) },
  }));
}

/** Publishes as the relay does: again until the broker has stored all. */
async function publish(transport: EventTransport, events: readonly CloudEvent[]): Promise<void> {
  for (;;) {
    try {
      return await transport.publish(events, AbortSignal.timeout(5_000));
    } catch {
      await sleep(200);
    }
  }
}

function idsOf(events: readonly CloudEvent[]): ReadonlySet<string> {
  return new Set(events.map(({ id }) => id));
}

/** Returns each event of a subject once, as at its first delivery. */
function firstDeliveries(received: readonly CloudEvent[], subject: string): readonly CloudEvent[] {
  const ofSubject = received.filter((event) => event.subject === subject);
  return [...new Map(ofSubject.toReversed().map((event) => [event.id, event])).values()].reverse();
}

describeBrokers((kind) =>
  describe(kind.name, () => {
    let broker: Broker;
    beforeAll(async () => {
      broker = await kind.start();
    });
    afterAll(() => broker?.stop());

    const open = async (): Promise<EventTransport> => {
      const transport = await createBrokerTransport({ url: broker.url, log });
      onTestFinished(() => transport.stop());
      return transport;
    };
    const group = (): string => `group-${randomUUID().slice(0, 8)}`;

    test('two processes of a group share the events, and keep the order of each subject', async () => {
      const name = group();
      const received: CloudEvent[] = [];
      const counts = [0, 0];
      for (const member of [0, 1])
        await (await open()).subscribe({
          group: name,
          types,
          handle: async (event) => {
            await sleep(1);
            received.push(event);
            counts[member] = (counts[member] ?? 0) + 1;
          },
        });
      const publisher = await open();
      const events: CloudEvent[] = [];
      // A member that has just joined gets its share within seconds.
      while (counts.some((count) => count < 50)) {
        const more = createEvents(40, 5);
        events.push(...more);
        await publish(publisher, more);
        await sleep(200);
      }
      await expect.poll(() => idsOf(received).size).toBe(events.length);
      for (const subject of new Set(events.map((event) => event.subject)))
        expect(firstDeliveries(received, subject)).toEqual(
          events.filter((event) => event.subject === subject),
        );
    });

    test('an event that was rejected comes again before the later ones of its subject', async () => {
      const received: CloudEvent[] = [];
      let failures = 0;
      const events = createEvents(10, 3);
      const handle = async (event: CloudEvent): Promise<void> => {
        if (event.id === events[0]?.id && failures++ < 2) throw new Error('not now');
        received.push(event);
      };
      await (await open()).subscribe({ group: group(), types, handle });
      await publish(await open(), events);
      const own = () => received.filter(({ id }) => idsOf(events).has(id));
      await expect.poll(() => idsOf(own()).size).toBe(events.length);
      expect(firstDeliveries(own(), 'order-0')).toEqual(
        events.filter(({ subject }) => subject === 'order-0'),
      );
    });

    test('a group that comes later receives the events that are stored', async () => {
      const events = createEvents(10, 10);
      await publish(await open(), events);
      const received: CloudEvent[] = [];
      const handle = async (event: CloudEvent): Promise<void> => void received.push(event);
      await (await open()).subscribe({ group: group(), types, handle });
      const own = () => received.filter(({ id }) => idsOf(events).has(id));
      await expect.poll(() => idsOf(own()).size).toBe(events.length);
    });

    test('no event is lost when the broker is killed', async () => {
      const received: CloudEvent[] = [];
      const handle = async (event: CloudEvent): Promise<void> => void received.push(event);
      await (await open()).subscribe({ group: group(), types, handle });
      const publisher = await open();
      const events = createEvents(20, 50);
      const half = events.length / 2;
      await publish(publisher, events.slice(0, half));
      await sleep(kind.newQueueMs ?? 0);
      await broker.kill();
      const later = publish(publisher, events.slice(half));
      await broker.start();
      await later;
      const own = () => received.filter(({ id }) => idsOf(events).has(id));
      await expect.poll(() => idsOf(own()).size, { timeout: 50_000 }).toBe(events.length);
      for (const subject of new Set(events.map((event) => event.subject)))
        expect(firstDeliveries(own(), subject)).toEqual(events.filter((event) => event.subject === subject));
    });

    test('a transport starts while the broker is down, and works once it is up', async () => {
      await broker.kill();
      const received: CloudEvent[] = [];
      const transport = await open();
      const handle = async (event: CloudEvent): Promise<void> => void received.push(event);
      await transport.subscribe({ group: group(), types, handle });
      await expect(transport.check(AbortSignal.timeout(1_000))).rejects.toThrow();
      await broker.start();
      await expect
        .poll(() =>
          transport.check(AbortSignal.timeout(1_000)).then(
            () => 'up',
            () => 'down',
          ),
        )
        .toBe('up');
      const seen = async (): Promise<boolean> => {
        const [event] = createEvents(1, 1);
        if (event !== undefined) await publish(transport, [event]);
        return received.length > 0;
      };
      await expect.poll(seen, { interval: 500 }).toBe(true);
    });
  }),
);
