import { existsSync, readFileSync } from 'node:fs';

/** Longest stall of an event loop in milliseconds, by three measures. Each measure has its own longest stall. */
export type Stall = {
  /** Wall time between two immediate timers. Includes the time that other processes take. */
  readonly wallMs: number;
  /** Wall time without the waits of this thread for a free core. Linux only. */
  readonly atWorkMs: number;
  /** CPU time of this thread between two timers. */
  readonly cpuMs: number;
};

const tickMs = 2;
const none: Stall = { wallMs: 0, atWorkMs: 0, cpuMs: 0 };

/** Starts to watch this thread's event loop. Reading the stall resets it. */
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

/** Reads the total time that this thread waited for a core: the second figure of the file, in nanoseconds. */
const schedulerFile = '/proc/thread-self/schedstat';
const isTold = existsSync(schedulerFile);

function readWaitedMs(): number {
  if (!isTold) return 0;
  const [, waitedNanos] = readFileSync(schedulerFile, 'utf8').split(' ');
  return Number(waitedNanos) / 1e6;
}
