import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createClient } from '@redis/client';
import type { CloudEvent } from '@supergraph/service-kit/events/cloud-event.ts';
import { createBrokerTransport } from '@supergraph/service-kit/events/create-transport.ts';
import { partitionOf } from '@supergraph/service-kit/events/transports/partitions.ts';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { BrokerKind } from './system/broker.ts';
import { describeBrokers } from './system/describe-brokers.ts';

const group = 'group';
const type = 'orders.order-paid.v1';

const createEvent = (): CloudEvent => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/orders',
  type,
  subject: 'a',
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  data: {},
});

/** Starts a broker and a transport that receives its events, until the end of the test. */
async function openTransport(kind: BrokerKind) {
  const broker = await kind.start();
  onTestFinished(broker.stop);
  const transport = await createBrokerTransport({ url: broker.url, log: pino({ level: 'silent' }) });
  onTestFinished(transport.stop);
  const received: string[] = [];
  const handle = async ({ id }: CloudEvent): Promise<void> => void received.push(id);
  await transport.subscribe({ group, types: [type], handle });
  const publish = async (): Promise<string> => {
    const event = createEvent();
    await transport.publish([event], AbortSignal.timeout(5_000));
    return event.id;
  };
  return { url: broker.url, received, publish };
}

describeBrokers((kind) => {
  if (kind.name === 'nats')
    test('nats: a stream that was deleted is created again', async () => {
      const { url, received, publish } = await openTransport(kind);
      const first = await publish();
      await expect.poll(() => received).toContain(first);
      const operator = await connect({ servers: url });
      onTestFinished(() => operator.close());
      await (await jetstreamManager(operator)).streams.delete('events');
      await expect.poll(() => publish().catch(() => ''), { interval: 500 }).not.toBe('');
      const last = await publish();
      await expect.poll(() => received, { timeout: 20_000 }).toContain(last);
    });

  if (kind.name === 'redis')
    test('redis: an event that a former process of the group has read too late is handled', async () => {
      const { url, received, publish } = await openTransport(kind);
      const first = await publish();
      await expect.poll(() => received).toContain(first);
      const former = createClient({ url });
      await former.connect();
      onTestFinished(() => former.destroy());
      const key = `events:orders:${partitionOf('a')}`;
      const event = createEvent();
      await former
        .multi()
        .xAdd(key, '*', { event: JSON.stringify(event) })
        .xReadGroup(group, 'holder', { key, id: '>' })
        .exec();
      await expect.poll(() => received, { timeout: 10_000 }).toContain(event.id);
    });
});
