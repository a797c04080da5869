import { describe, expect, inject, test } from 'vitest';
import type { RestartableService } from '../chaos/system/restartable-service.ts';
import { changeCounters, checkCounters } from './conformance/counters.ts';
import { startEventSystem } from './conformance/event-system.ts';
import { transports } from './conformance/run-audits.ts';

/** Time after SIGTERM in which a process must end, in milliseconds. */
const drainMs = 10_000;

describe.concurrent('a process ends in time while what it receives events from, or publishes them to,', () => {
  for (const { name, kind } of transports)
    if (kind !== undefined && kind.program === undefined)
      test.skip(`SKIPPED, no ${name}: install ${kind.debianPackage}`, () => {});
    else
      test(`is silent, and while it is dead: ${name}`, { timeout: 300_000 }, async ({ onTestFinished }) => {
        const system = await startEventSystem(inject('postgresAdminUrl'), kind);
        onTestFinished(system.stop);
        const { producer, broker, consumers } = system;
        await changeCounters(system, 'before', { counters: 10, rounds: 2 });
        expect(await checkCounters(system, 'before')).toEqual([]);
        const source = broker ?? producer;
        source.pause();
        await changeCounters(system, 'silent', { counters: 10, rounds: 5, pauseMs: 200 });
        await expectEnd(consumers[0]);
        if (broker !== undefined) await expectEnd(producer);
        await source.kill();
        if (broker !== undefined) await producer.start();
        await changeCounters(system, 'dead', { counters: 10, rounds: 5, pauseMs: 200 });
        await expectEnd(consumers[1]);
        if (broker !== undefined) await expectEnd(producer);
      });
});

async function expectEnd(service: RestartableService): Promise<void> {
  const startedAt = performance.now();
  expect(await service.stop()).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(drainMs);
}
