import { createRecentCounts } from './recent-counts.ts';

/** Whether a subgraph is asked: `half-open` is asked a request now and then, to see whether it works again. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** When a breaker opens, and for how long. */
export interface BreakerOptions {
  /** The share of failures that opens it, in percent; 0 for never. default: 50 */
  readonly failurePercent: number;
  /** How many requests of the last ten seconds it takes to judge. default: 20 */
  readonly minRequests: number;
  /** How long nothing is sent before a probe is, and what lies between probes, in milliseconds. default: 500 */
  readonly openMs: number;
}

/** Outcome of a request: `late` for a timeout, `unknown` if it says nothing about the subgraph. */
export type Outcome = 'worked' | 'failed' | 'late' | 'unknown';

/** Keeps requests from a subgraph that fails most of them, or that hangs. */
export interface CircuitBreaker {
  /** Returns the permit of a request that may be sent, or undefined if it may not. */
  enter(): Permit | undefined;
}

/** Permission to send one request. */
export interface Permit {
  /** Whether the breaker is open, and this request shows if the subgraph works again. */
  readonly isProbe: boolean;
  /** To be called once, with the outcome and when the request was sent, by `performance.now()`. */
  readonly report: (outcome: Outcome, sentAt: number) => void;
}

/** Called at each change of state, with the figures that opened the breaker. */
export type OnBreakerChange = (state: BreakerState, figures: { requests: number; failures: number }) => void;

/**
 * Timeouts in a row that open a breaker. One counts if nothing was answered while it waited, so that slow requests among
 * fast ones do not open it.
 */
const hangingAfter = 2;

/** Creates a breaker that is closed. The first probe that works closes an open one. */
export function createCircuitBreaker(options: BreakerOptions, onChange: OnBreakerChange): CircuitBreaker {
  const { failurePercent, minRequests, openMs } = options;
  const recent = createRecentCounts();
  let state: BreakerState = 'closed';
  let probeAt = 0;
  let workedAt = Number.NEGATIVE_INFINITY;
  let timeouts = 0;
  const change = (next: BreakerState): void => {
    if (state === next) return;
    state = next;
    onChange(state, recent.read());
  };
  const open = (): void => {
    probeAt = performance.now() + openMs;
    change('open');
  };
  const succeed = (): void => {
    workedAt = performance.now();
    timeouts = 0;
  };
  const count = (outcome: Outcome, sentAt: number): void => {
    // What was sent before the breaker opened says nothing new.
    if (outcome === 'unknown' || state !== 'closed') return;
    recent.add(outcome !== 'worked');
    if (outcome === 'worked') {
      succeed();
      return;
    }
    if (outcome === 'late' && workedAt < sentAt) timeouts += 1;
    const { requests, failures } = recent.read();
    const failsMost = requests >= minRequests && failures * 100 >= requests * failurePercent;
    if (failsMost || timeouts >= hangingAfter) open();
  };
  const countProbe = (outcome: Outcome): void => {
    if (state === 'closed') return;
    if (outcome === 'unknown') probeAt = performance.now();
    else if (outcome !== 'worked') open();
    else {
      succeed();
      recent.clear();
      change('closed');
    }
  };
  const regular: Permit = { isProbe: false, report: count };
  const probe: Permit = { isProbe: true, report: countProbe };
  const always: Permit = { isProbe: false, report: () => {} };
  return {
    enter() {
      if (failurePercent === 0) return always;
      if (state === 'closed') return regular;
      if (performance.now() < probeAt) return undefined;
      // A probe may hang: the next one does not wait for it.
      probeAt = performance.now() + openMs;
      change('half-open');
      return probe;
    },
  };
}
