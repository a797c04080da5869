import type { BrokerKind } from './broker.ts';
import { kafkaMock } from './kafka.ts';
import { nats } from './nats.ts';
import { rabbitmq } from './rabbitmq.ts';
import { redis } from './redis.ts';

/** Kinds of real brokers that tests can start. */
export const realBrokers: readonly BrokerKind[] = [nats, redis, rabbitmq];

/** All kinds of brokers, mocks included. */
export const brokerKinds: readonly BrokerKind[] = [...realBrokers, kafkaMock];
