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

/** What a request came to: `unknown` where it says nothing about the subgraph. */
export type Outcome = 'worked' | 'failed' | 'unknown';

/** Keeps requests from a subgraph that fails most of them. */
export interface CircuitBreaker {
  /** To be called with the outcome of a request that may be sent; undefined where it may not. */
  enter(): ((outcome: Outcome) => void) | undefined;
}

/** Told of each change of state, with the figures that opened the breaker. */
export type OnBreakerChange = (state: BreakerState, figures: { requests: number; failures: number }) => void;

/** Creates a breaker that is closed. The first probe that works closes an open one. */
export function createCircuitBreaker(options: BreakerOptions, onChange: OnBreakerChange): CircuitBreaker {
  const { failurePercent, minRequests, openMs } = options;
  const recent = createRecentCounts();
  let state: BreakerState = 'closed';
  let probeAt = 0;
  const change = (next: BreakerState): void => {
    if (state === next) return;
    state = next;
    onChange(state, recent.read());
  };
  const open = (): void => {
    probeAt = performance.now() + openMs;
    change('open');
  };
  const count = (outcome: Outcome): void => {
    // What was sent before the breaker opened says nothing new.
    if (outcome === 'unknown' || state !== 'closed') return;
    recent.add(outcome === 'failed');
    if (outcome === 'worked') return;
    const { requests, failures } = recent.read();
    if (requests >= minRequests && failures * 100 >= requests * failurePercent) open();
  };
  const countProbe = (outcome: Outcome): void => {
    if (state === 'closed') return;
    if (outcome === 'failed') open();
    else if (outcome === 'unknown') probeAt = performance.now();
    else {
      recent.clear();
      change('closed');
    }
  };
  return {
    enter() {
      if (failurePercent === 0) return () => {};
      if (state === 'closed') return count;
      if (performance.now() < probeAt) return undefined;
      // A probe may hang: the next one does not wait for it.
      probeAt = performance.now() + openMs;
      change('half-open');
      return countProbe;
    },
  };
}
