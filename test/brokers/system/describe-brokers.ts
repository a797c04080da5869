import { test } from 'vitest';
import type { BrokerKind } from './broker.ts';
import { realBrokers } from './broker-kinds.ts';

/** Defines tests for each real broker. For one that is not installed it defines a skipped test, which says how to get it. */
export function describeBrokers(defineTests: (kind: BrokerKind) => void): void {
  for (const kind of realBrokers) {
    if (kind.program !== undefined) defineTests(kind);
    else test.skip(`SKIPPED, no ${kind.name}: install ${kind.debianPackage}`, () => {});
  }
}
