import { existsSync, readFileSync } from 'node:fs';

/** The longest time that an event loop did nothing but one thing, in three measures, each with its own longest. */
export type Stall = {
  /** Between two timers that should fire at once, on the clock: what else runs on the machine is part of it. */
  readonly wallMs: number;
  /** The same without the time in which this thread could run and no core was free for it; on Linux alone. */
  readonly atWorkMs: number;
  /** Of this thread's CPU between two such timers: its own doing. */
  readonly cpuMs: number;
};

const tickMs = 2;
const none: Stall = { wallMs: 0, atWorkMs: 0, cpuMs: 0 };

/** Watches this thread's event loop from now on. Taking the stall begins anew. */
export function startStallMeter(): { readonly take: () => Stall } {
  let longest = none;
  let last = readClocks();
  const tick = (): void => {
    const now = readClocks();
    const wallMs = now.wallMs - last.wallMs - tickMs;
    longest = {
      wallMs: Math.max(longest.wallMs, wallMs),
      atWorkMs: Math.max(longest.atWorkMs, wallMs - (now.waitedMs - last.waitedMs)),
      cpuMs: Math.max(longest.cpuMs, now.cpuMs - last.cpuMs),
    };
    last = now;
    setTimeout(tick, tickMs).unref();
  };
  tick();
  return {
    take() {
      const taken = longest;
      longest = none;
      return taken;
    },
  };
}

function readClocks() {
  const { user, system } = process.threadCpuUsage();
  return { wallMs: performance.now(), waitedMs: readWaitedMs(), cpuMs: (user + system) / 1000 };
}

/** For how long the kernel had no core for this thread, ever: the second figure, in nanoseconds. */
const schedulerFile = '/proc/thread-self/schedstat';
const isTold = existsSync(schedulerFile);

function readWaitedMs(): number {
  if (!isTold) return 0;
  const [, waitedNanos] = readFileSync(schedulerFile, 'utf8').split(' ');
  return Number(waitedNanos) / 1e6;
}
