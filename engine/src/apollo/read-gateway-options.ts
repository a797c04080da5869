import { getHeapStatistics } from 'node:v8';
import { readNumbers } from '../number-options.ts';
import type { PlanningLimits } from '../planning/planner-pool.ts';
import type { GatewayOptions } from './gateway-options.ts';

/** Options of a gateway with their defaults. */
export type ReadGatewayOptions = Omit<GatewayOptions, 'planning' | keyof GatewayNumbers> &
  GatewayNumbers & { readonly planning: PlanningLimits };

/** Reads the numeric options. Throws a TypeError that names the option, the rule and the value. */
export function readGatewayOptions(options: GatewayOptions): ReadGatewayOptions {
  const numbers = readNumbers('createGateway', options, rules);
  const planning = readNumbers('createGateway: planning', options.planning ?? {}, planningRules);
  const { cost } = options;
  return {
    ...options,
    ...numbers,
    planning,
    ...(cost && { cost: { ...cost, ...readNumbers('createGateway: cost', cost, costRules) } }),
  };
}

interface GatewayNumbers {
  readonly requestTimeoutMs: number | undefined;
  readonly maxResponseBytes: number;
  readonly maxErrorsPerFetch: number;
  readonly maxOperations: number;
  readonly maxOperationsBytes: number;
}

const rules = {
  requestTimeoutMs: {},
  maxResponseBytes: { fallback: 16_000_000 },
  maxErrorsPerFetch: { fallback: 50 },
  maxOperations: { fallback: 5_000, min: 1 },
  // Capped, so that a small heap has room for requests.
  maxOperationsBytes: { fallback: Math.min(100_000_000, getHeapStatistics().heap_size_limit / 4), min: 1 },
};

const planningRules = {
  timeoutMs: { fallback: 5_000 },
  maxWaitMs: { fallback: 10_000 },
  maxQueued: { fallback: 100 },
  maxThreads: { fallback: 2, min: 1 },
  maxMemoryMb: { fallback: 1_024, min: 1 },
};

const costRules = { maxCost: {}, defaultListSize: { fallback: 10 } };
