import { setTimeout as sleep } from 'node:timers/promises';
import { changeCounters, checkCounters, countEffects, waitUntil } from './counters.ts';
import type { EventSystem } from './event-system.ts';

/** A promise that every transport must keep. */
export interface EventAudit {
  readonly name: string;
  /** Transports that it is for: those with a broker, or with one that can be killed or cut off. default: all */
  readonly needs?: 'broker' | 'breakable broker';
  /** Returns a sentence for each way in which the promise was broken. `family` names counters of its own. */
  readonly run: (system: EventSystem, family: string) => Promise<readonly string[]>;
}

/** All audits, in their order. The broker was down when the services started. */
export const audits: readonly EventAudit[] = [
  {
    name: 'order of each entity, each effect once',
    run: async (system, family) => {
      await changeCounters(system, family, { counters: 40, rounds: 25 });
      return checkCounters(system, family);
    },
  },
  {
    name: 'two consumers share the work',
    needs: 'broker',
    run: async (system, family) => {
      const processes = `select distinct process from effects where counter like '${family}-%'`;
      const areBoth = await waitUntil(async () => {
        await changeCounters(system, family, { counters: 20, rounds: 1 });
        return (await system.consumerSql(processes)).length === 2;
      });
      return [...(areBoth ? [] : ['one consumer got all events']), ...(await checkCounters(system, family))];
    },
  },
  {
    name: 'a poison event is parked, all others go on',
    run: async (system, family) => {
      await system.consumerSql(`insert into poisoned values ('${family}-1')`);
      await changeCounters(system, family, { counters: 5, rounds: 3 });
      const parked = `select state from parked_event where subject = '${family}-1' order by id`;
      const isParked = await waitUntil(async () => {
        const states = (await system.consumerSql(parked)).map(({ state }) => state);
        return (
          String(states) === 'retrying,waiting,waiting' && (await countEffects(system, family)) === 4 * 3
        );
      });
      await system.consumerSql(`delete from poisoned where counter = '${family}-1'`);
      const findings = await checkCounters(system, family);
      return isParked ? findings : ['a poison event held others back, or was not parked', ...findings];
    },
  },
  {
    name: 'kill -9 of a consumer',
    run: (system, family) => breakUnder(system, family, system.consumers[0].kill, system.consumers[0].start),
  },
  {
    name: 'kill -9 of the producer and its relay',
    run: (system, family) => breakUnder(system, family, system.producer.kill, system.producer.start),
  },
  {
    name: 'kill -9 of the broker',
    needs: 'breakable broker',
    run: async (system, family) => {
      const { kill, start } = brokerOf(system);
      return breakUnder(system, family, kill, start);
    },
  },
  {
    name: 'reconnect after lost connections',
    needs: 'breakable broker',
    run: async (system, family) => {
      const { line } = system;
      const behave = (kind: 'refuse' | 'hold' | 'pass') => async () => line?.behave({ kind });
      return [
        ...(await breakUnder(system, `${family}-refused`, behave('refuse'), behave('pass'))),
        ...(await breakUnder(system, `${family}-held`, behave('hold'), behave('pass'))),
      ];
    },
  },
  {
    name: 'a broker that is down costs only lateness',
    needs: 'breakable broker',
    run: async (system, family) => {
      const broker = brokerOf(system);
      await broker.kill();
      const findings: string[] = [];
      for (let value = 1; value <= 20; value += 1) {
        const answer = await system.increment(`${family}-api`);
        const expected = JSON.stringify({ increment: value });
        const found = JSON.stringify(Reflect.get(Object(answer), 'data'));
        if (found !== expected) findings.push(`the graph must answer ${expected}, but answered ${found}`);
      }
      await broker.start();
      return [...findings, ...(await checkCounters(system, family))];
    },
  },
  {
    name: '10,000 events',
    run: async (system, family) => {
      await changeCounters(system, family, { counters: 500, rounds: 20 });
      return checkCounters(system, family);
    },
  },
];

/** Breaks something for two seconds while counters change, and repairs it. */
async function breakUnder(
  system: EventSystem,
  family: string,
  begin: () => Promise<void>,
  end: () => Promise<void>,
): Promise<readonly string[]> {
  const changing = changeCounters(system, family, { counters: 20, rounds: 60, pauseMs: 50 });
  await sleep(1_000);
  await begin();
  await sleep(2_000);
  await end();
  await changing;
  return checkCounters(system, family);
}

function brokerOf({ broker }: EventSystem): NonNullable<EventSystem['broker']> {
  if (broker === undefined) throw new Error('this audit needs a broker');
  return broker;
}
