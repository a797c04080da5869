/** The longest time that an event loop did nothing but one thing. */
export type Stall = {
  /** Between two timers that should fire at once, on the clock: what else runs on the machine is part of it. */
  readonly wallMs: number;
  /** Of this thread's CPU between two such timers: its own doing. */
  readonly cpuMs: number;
};

const tickMs = 2;

/** Watches this thread's event loop from now on. Taking the stall begins anew. */
export function startStallMeter(): { readonly take: () => Stall } {
  let stall: Stall = { wallMs: 0, cpuMs: 0 };
  let at = performance.now();
  let cpu = threadCpuMs();
  const tick = (): void => {
    const [nextAt, nextCpu] = [performance.now(), threadCpuMs()];
    stall = {
      wallMs: Math.max(stall.wallMs, nextAt - at - tickMs),
      cpuMs: Math.max(stall.cpuMs, nextCpu - cpu),
    };
    [at, cpu] = [nextAt, nextCpu];
    setTimeout(tick, tickMs).unref();
  };
  tick();
  return {
    take() {
      const taken = stall;
      stall = { wallMs: 0, cpuMs: 0 };
      return taken;
    },
  };
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
