import { spawnSync } from 'node:child_process';

/** Whether the machine has Prometheus and its tool. */
export const hasPrometheus = ['prometheus', 'promtool'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
);
