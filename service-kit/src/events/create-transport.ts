import type { AdapterOptions, CreateTransport, EventTransport } from './event-transport.ts';

/** Adapters by the scheme of their URL. Each loads its client library only if it is chosen. */
const adapters: Readonly<Record<string, () => Promise<CreateTransport>>> = {
  'nats:': async () => (await import('./transports/nats-transport.ts')).createNatsTransport,
  'redis:': loadRedis,
  'rediss:': loadRedis,
  'amqp:': loadRabbit,
  'amqps:': loadRabbit,
  'kafka:': loadKafka,
  'kafkas:': loadKafka,
};

/** Schemes that `EVENTS_URL` may have, as in `URL.protocol`. */
export const brokerProtocols: readonly string[] = Object.keys(adapters);

/** Creates the transport of a broker. Throws TypeError if there is no adapter for the URL. */
export async function createBrokerTransport(options: AdapterOptions): Promise<EventTransport> {
  const protocol = URL.canParse(options.url) ? new URL(options.url).protocol : '';
  const load = adapters[protocol];
  if (load === undefined)
    throw new TypeError(`EVENTS_URL must start with one of ${brokerProtocols.join(', ')}`);
  return (await load())(options);
}

async function loadRedis(): Promise<CreateTransport> {
  return (await import('./transports/redis-transport.ts')).createRedisTransport;
}

async function loadRabbit(): Promise<CreateTransport> {
  return (await import('./transports/rabbitmq-transport.ts')).createRabbitTransport;
}

async function loadKafka(): Promise<CreateTransport> {
  return (await import('./transports/kafka-transport.ts')).createKafkaTransport;
}
