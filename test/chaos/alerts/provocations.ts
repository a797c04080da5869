import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { runSql } from '../../graph/run-sql.ts';
import type { ChaosSystem } from '../system/start-system.ts';

/** Fault, and the alerts that it must cause. */
export interface Provocation {
  readonly alerts: readonly string[];
  /** Starts the fault and resolves to the function that ends it. */
  readonly begin: (system: ChaosSystem, publish: (supergraph: string) => void) => Promise<() => unknown>;
}

/** All provocations, by name. Between them they cause every alert. */
export const provocations: Readonly<Record<string, Provocation>> = {
  'orders is slow': {
    alerts: ['SubgraphSlow', 'LatencyBudgetBurnsFast', 'LatencyBudgetBurnsSlowly', 'RequestsShed'],
    begin: async ({ subgraphs: { orders } }) => {
      orders.line.behave({ kind: 'delay', ms: 1_500 });
      return () => orders.line.behave({ kind: 'pass' });
    },
  },
  'orders is killed': {
    alerts: [
      'ProcessDown',
      'CircuitBreakerOpen',
      'SubgraphFailing',
      'AvailabilityBudgetBurnsFast',
      'AvailabilityBudgetBurnsSlowly',
    ],
    begin: async ({ subgraphs: { orders } }) => {
      await orders.service.kill();
      return orders.service.start;
    },
  },
  'orders crashes again and again': {
    alerts: ['ProcessRestarts'],
    begin: async ({ subgraphs: { orders } }) => {
      let isOver = false;
      const crash = async (): Promise<void> => {
        while (!isOver) {
          await orders.service.kill();
          await orders.service.start();
          // Prometheus sees a restart only if it has seen the process for a while.
          await sleep(1_500);
        }
      };
      const crashing = crash();
      return async () => {
        isOver = true;
        await crashing;
      };
    },
  },
  'a session locks a table of orders': {
    alerts: ['DatabasePoolExhausted', 'DatabaseStatementsFail'],
    begin: async ({ subgraphs: { orders } }) => {
      const client = new pg.Client({ connectionString: orders.databaseUrl() });
      await client.connect();
      await client.query('begin');
      await client.query('lock table orders in access exclusive mode');
      return () => client.end();
    },
  },
  'the gateway gets too little CPU': {
    alerts: ['EventLoopBlocked'],
    begin: async ({ gateway }) => {
      let isPaused = false;
      const timer = setInterval(() => {
        isPaused = !isPaused;
        if (isPaused) gateway.pause();
        else gateway.resume();
      }, 350);
      return () => {
        clearInterval(timer);
        gateway.resume();
      };
    },
  },
  'a reader of events has stopped, and an event cannot be handled': {
    alerts: ['EventsUnread', 'EventsDead'],
    begin: async ({ subgraphs: { users, orders } }) => {
      const add = `insert into outbox (entity, entity_id, type, data, at) values`;
      await runSql(orders.databaseUrl(), `insert into outbox_reader (name) values ('feed:stopped')`);
      await runSql(
        orders.databaseUrl(),
        `${add} ('order', 'broken', 'order-placed', '{}', now() - interval '2 minutes')`,
      );
      const timer = setInterval(() => {
        const lastAttempt = `update parked_event set attempts = 15, retry_at = now() where subject = 'broken' and state = 'retrying'`;
        runSql(users.databaseUrl(), lastAttempt).catch(() => {});
      }, 500);
      return () => clearInterval(timer);
    },
  },
  'a broken supergraph is published, and the log of the gateway is not read': {
    alerts: ['SupergraphRefused', 'LogLinesDropped'],
    begin: async ({ gateway, url }, publish) => {
      publish('type Query { broken');
      const readOn = gateway.leaveLogUnread();
      const path = 'x'.repeat(8_000);
      for (let sent = 0; sent < 300; sent += 1) await (await fetch(`${url}/${path}`)).arrayBuffer();
      return readOn;
    },
  },
};
