import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { findFreePort } from '../graph/free-port.ts';
import { readRuleFile, ruleFiles } from './read-rules.ts';

/** Whether the machine has Prometheus and its tool. */
export const hasPrometheus = ['prometheus', 'promtool'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
);

/** Series of an answer of Prometheus, with its latest value. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** Prometheus with our rules. */
export interface Prometheus {
  readonly query: (expr: string) => Promise<readonly Series[]>;
  /** Returns the names of the alerts that fire now. */
  readonly firing: () => Promise<readonly string[]>;
  /** Returns the names of all alerts that have fired. */
  readonly fired: () => Promise<readonly string[]>;
  /** Returns the summaries of the alerts that fire now. */
  readonly summaries: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts Debian's Prometheus. It must be stopped. It reads each port once a second, as the job that it is given for, and all
 * durations of the rules are divided by `faster`.
 */
export async function startPrometheus(
  ports: Readonly<Record<string, number>>,
  faster: number,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-prometheus-'));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const config = write(
    'prometheus.yml',
    stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ruleFiles.map((path) => write(basename(path), readRuleFile(path, faster))),
      scrape_configs: Object.entries(ports).map(([job_name, port]) => ({
        job_name,
        static_configs: [{ targets: [`127.0.0.1:${port}`] }],
      })),
    }),
  );
  const address = `127.0.0.1:${await findFreePort()}`;
  const flags = { 'config.file': config, 'storage.tsdb.path': join(folder, 'data'), 'log.level': 'error' };
  const args = Object.entries({ ...flags, 'web.listen-address': address });
  const child = spawn(
    'prometheus',
    args.map(([name, value]) => `--${name}=${value}`),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = once(child, 'exit');
  while (!(await isReady(address))) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`);
    await sleep(50);
  }
  const get = async (path: string) => (await fetch(`http://${address}/api/v1/${path}`)).json();
  const query = async (expr: string): Promise<readonly Series[]> => {
    const { status, error, data } = await get(`query?query=${encodeURIComponent(expr)}`);
    if (status !== 'success') throw new Error(`Prometheus refused ${expr}: ${error}`);
    return data.result;
  };
  const namesOf = (series: readonly Series[]) => [
    ...new Set(series.map(({ metric }) => metric.alertname ?? '')),
  ];
  return {
    query,
    firing: async () => namesOf(await query('ALERTS{alertstate="firing"}')),
    fired: async () => namesOf(await query('max_over_time(ALERTS{alertstate="firing"}[1h])')),
    summaries: async () => {
      const { data } = await get('alerts');
      return data.alerts.map((alert: { annotations: { summary: string } }) => alert.annotations.summary);
    },
    stop: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function isReady(address: string): Promise<boolean> {
  return fetch(`http://${address}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
