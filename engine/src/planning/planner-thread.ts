import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import type { SupergraphDescription } from '../supergraph/supergraph-description.ts';
import { SupergraphError } from '../supergraph/supergraph-error.ts';
import { type PlannedOperation, PlanningError, type PlanRequest } from './operation-planner.ts';
import type { PlannerAnswer, PlannerThreadData } from './planner-messages.ts';

/** Thread with a planner for one supergraph. */
export interface PlannerThread {
  /**
   * Plans an operation, one at a time. Rejects with a {@link PlanningError}, or with {@link PlannerThreadEnded} if
   * the thread ends before it answers.
   */
  plan(request: PlanRequest): Promise<PlannedOperation>;
  /** Stops the thread at once, even while it plans. */
  stop(): void;
}

/** Error for a planner thread that crashed or was stopped. */
export class PlannerThreadEnded extends Error {
  /** True if the thread exceeded its memory limit. */
  readonly isOutOfMemory: boolean;

  constructor(cause: unknown) {
    super('The thread of a planner has ended', { cause });
    this.name = 'PlannerThreadEnded';
    this.isOutOfMemory = Object(cause).code === 'ERR_WORKER_OUT_OF_MEMORY';
  }
}

/** Thread that has built its supergraph. */
export interface StartedThread {
  readonly thread: PlannerThread;
  /** Description of the supergraph, or undefined if none was requested. */
  readonly description: SupergraphDescription | undefined;
}

/**
 * Starts a thread and lets it build a supergraph. Rejects with a {@link SupergraphError} if the supergraph cannot be
 * served. Calls `onEnd` once, when the started thread has ended.
 */
export async function startPlannerThread(
  data: PlannerThreadData,
  options: { readonly maxMemoryMb: number; readonly onEnd: () => void },
): Promise<StartedThread> {
  const worker = new Worker(entry, {
    name: 'planner',
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: options.maxMemoryMb },
    // The thread serves no requests, so it skips what the process preloads, such as instrumentation.
    execArgv: [],
  });
  const nextAnswer = createAnswerReader(worker);
  const first = await nextAnswer();
  if (first.kind !== 'built') {
    void worker.terminate();
    throw new SupergraphError(
      first.kind === 'refused' ? first.errors : [`Unexpected message of the planner: ${first.kind}`],
    );
  }
  worker.once('exit', options.onEnd);
  // An idle thread must not keep the process alive.
  worker.unref();
  const thread: PlannerThread = {
    async plan(request) {
      worker.ref();
      const answering = nextAnswer();
      worker.postMessage(request);
      const answer = await answering;
      worker.unref();
      return readPlan(answer);
    },
    stop: () => void worker.terminate(),
  };
  return { thread, description: first.description };
}

/** Path beside this file with the same extension: TypeScript in the repository, JavaScript in the built package. */
const entry = new URL(`./planner-worker${extname(import.meta.url)}`, import.meta.url);

/** Creates a function that returns the thread's next answer, or rejects if the thread ends first. */
function createAnswerReader(worker: Worker): () => Promise<PlannerAnswer> {
  let end: PlannerThreadEnded | undefined;
  let cause: unknown;
  let waiting: PromiseWithResolvers<PlannerAnswer> | undefined;
  worker.on('message', (answer: PlannerAnswer) => waiting?.resolve(answer));
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', () => {
    end = new PlannerThreadEnded(cause);
    waiting?.reject(end);
  });
  return () => {
    waiting = Promise.withResolvers<PlannerAnswer>();
    if (end !== undefined) waiting.reject(end);
    return waiting.promise;
  };
}

function readPlan(answer: PlannerAnswer): PlannedOperation {
  if (answer.kind === 'planned') {
    const plan: QueryPlan = JSON.parse(answer.planJson);
    return { plan, length: answer.planJson.length };
  }
  const message =
    answer.kind === 'unplannable' ? answer.message : `Unexpected message of the planner: ${answer.kind}`;
  throw new PlanningError('OPERATION_NOT_PLANNED', message);
}
