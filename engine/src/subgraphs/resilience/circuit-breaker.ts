import { createRecentCounts } from './recent-counts.ts';

/** State of a circuit breaker. In state `half-open` single probes test whether the subgraph has recovered. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** Options of a circuit breaker. */
export interface BreakerOptions {
  /** Percentage of failures that opens the breaker; 0 disables it. default: 50 */
  readonly failurePercent: number;
  /** Minimum number of requests in the last ten seconds before the failure percentage counts. default: 20 */
  readonly minRequests: number;
  /** Milliseconds from opening to the first probe, and between probes. default: 500 */
  readonly openMs: number;
}

/** Outcome of a request: `late` for a timeout, `unknown` if it says nothing about the subgraph. */
export type Outcome = 'worked' | 'failed' | 'late' | 'unknown';

/** Circuit breaker that stops requests to a subgraph that fails most of them, or that hangs. */
export interface CircuitBreaker {
  /** Returns the permit of a request, or undefined if the request must not be sent. */
  enter(): Permit | undefined;
}

/** Permission to send one request. */
export interface Permit {
  /** True if the request is a probe that shows whether the subgraph has recovered. */
  readonly isProbe: boolean;
  /** Reports the outcome, and the time when the request was sent by `performance.now()`. Must be called once. */
  readonly report: (outcome: Outcome, sentAt: number) => void;
}

/** Listener for each change of state. Receives the counts that opened the breaker. */
export type OnBreakerChange = (state: BreakerState, figures: { requests: number; failures: number }) => void;

/**
 * Number of consecutive timeouts that opens a breaker. A timeout only counts if no request succeeded while it waited,
 * so slow requests among fast ones do not open the breaker.
 */
const hangingAfter = 2;

/** Creates a closed circuit breaker. The first successful probe closes an open one. */
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
    // A request that was sent before the breaker opened says nothing new.
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
      // The next probe does not wait for this one, which may hang.
      probeAt = performance.now() + openMs;
      change('half-open');
      return probe;
    },
  };
}
