import { test } from 'vitest';
import type { BrokerKind } from './broker.ts';
import { kafkaMock } from './kafka.ts';
import { nats } from './nats.ts';
import { rabbitmq } from './rabbitmq.ts';
import { redis } from './redis.ts';

/** All kinds of brokers that tests can start. */
export const brokerKinds: readonly BrokerKind[] = [nats, redis, rabbitmq, kafkaMock];

/** Defines tests for each real broker. For one that is not installed it defines a skipped test, which says how to get it. */
export function describeBrokers(defineTests: (kind: BrokerKind) => void): void {
  for (const kind of brokerKinds.filter(({ isMock }) => !isMock)) {
    if (kind.program !== undefined) defineTests(kind);
    else test.skip(`SKIPPED, no ${kind.name}: install ${kind.debianPackage}`, () => {});
  }
}
