import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { cpuUsage, memoryUsage, uptime } from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { standardOutput } from '../log-output.ts';
import type { Metrics } from './metrics.ts';

/** Resolution of the timer that measures the event loop's delay, in milliseconds. Each reading includes it. */
const resolutionMs = 10;

/** Starts to observe this process: CPU, memory, event loop and log. Returns the function that ends it. */
export function observeProcess(metrics: Metrics): () => void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const delaySeconds = (nanoseconds: number): number =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3) : 0;
  metrics.observe('process.cpu.time', () => {
    const { user, system } = cpuUsage();
    return [
      { value: user / 1e6, attributes: { 'cpu.mode': 'user' } },
      { value: system / 1e6, attributes: { 'cpu.mode': 'system' } },
    ];
  });
  metrics.observe('process.memory.usage', () => [{ value: memoryUsage.rss() }]);
  metrics.observe('process.uptime', () => [{ value: uptime() }]);
  metrics.observe('v8js.memory.heap.used', () => [{ value: getHeapStatistics().used_heap_size }]);
  metrics.observe('v8js.memory.heap.limit', () => [{ value: getHeapStatistics().heap_size_limit }]);
  let before = performance.eventLoopUtilization();
  metrics.observe('nodejs.eventloop.utilization', () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return [{ value: utilization }];
  });
  metrics.observe('nodejs.eventloop.delay.p50', () => [{ value: delaySeconds(delay.percentile(50)) }]);
  metrics.observe('nodejs.eventloop.delay.p99', () => [{ value: delaySeconds(delay.percentile(99)) }]);
  metrics.observe('nodejs.eventloop.delay.max', () => {
    const value = delaySeconds(delay.max);
    // Read last: the next collection starts anew.
    delay.reset();
    return [{ value }];
  });
  metrics.observe('log.lines.dropped', () => [{ value: standardOutput.droppedInAll() }]);
  return () => delay.disable();
}
