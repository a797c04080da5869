import { createHash } from 'node:crypto';
import { SupergraphError } from '../supergraph/supergraph-error.ts';
import type { SupergraphEvent, SupergraphStatus, WarmUpReport } from '../supergraph/supergraph-status.ts';
import type { Serving } from './serving.ts';

/** Builds one supergraph after another, and serves those that can be served. */
export interface SupergraphUpdates {
  /** Builds and serves the first supergraph, or the last good one if the first is refused. Rejects if neither can be served. */
  start(sdl: string, lastGoodSdl?: string): Promise<void>;
  /**
   * Builds a supergraph aside, and serves it or has it refused. Of several that wait the last one counts. It throws for what
   * is no supergraph at first sight, and once stopped; it rejects for what building finds, which may be left unhandled.
   */
  update(sdl: string): Promise<void>;
  status(): SupergraphStatus;
  /** Waits for what is being built, and serves nothing of it. */
  stop(): Promise<void>;
}

/** What updates need of the gateway. */
export interface UpdateSettings {
  /** Throws for what cannot be a supergraph; fast enough for a thread that serves. */
  readonly check: (sdl: string) => void;
  /** Builds and proves a version aside; one that was built when the signal aborts need not be proved. */
  readonly build: (sdl: string, signal: AbortSignal) => Promise<BuiltServing>;
  /** Serves a version from now on, in one step. */
  readonly serve: (serving: Serving) => void;
  readonly onSupergraph: (event: SupergraphEvent) => void;
}

/** A version that is ready to be served. */
export interface BuiltServing {
  readonly serving: Serving;
  readonly warmUp: WarmUpReport;
}

/** Updates before the first supergraph; nothing is built yet. */
export function createSupergraphUpdates(settings: UpdateSettings): SupergraphUpdates {
  const { check, build, serve, onSupergraph } = settings;
  let status: SupergraphStatus = { serving: undefined, refused: undefined };
  let waiting: WaitingUpdate | undefined;
  let building: Promise<void> | undefined;
  const stopping = new AbortController();

  const buildAndServe = async (sdl: string): Promise<void> => {
    const begunAt = performance.now();
    const { serving, warmUp } = await build(sdl, stopping.signal);
    if (stopping.signal.aborted) return serving.retire();
    serve(serving);
    const served = { id: idOf(sdl), since: new Date() };
    status = { serving: served, refused: undefined };
    const buildMs = Math.round(performance.now() - begunAt);
    onSupergraph({ outcome: 'served', ...served, supergraphSdl: sdl, warmUp, buildMs });
  };
  const buildWaiting = async (): Promise<void> => {
    for (let next = takeWaiting(); next !== undefined; next = takeWaiting()) {
      const { sdl, done } = next;
      // Back to what is served: nothing is to be built, and nothing is wrong any more.
      if (idOf(sdl) === status.serving?.id) status = { ...status, refused: undefined };
      else if (!stopping.signal.aborted) {
        await buildAndServe(sdl).catch((cause: unknown) => {
          refuse(sdl, cause);
          done.reject(cause);
        });
      }
      done.resolve();
    }
    building = undefined;
  };
  const takeWaiting = (): WaitingUpdate | undefined => {
    const next = waiting;
    waiting = undefined;
    return next;
  };
  const refuse = (sdl: string, cause: unknown): void => {
    const refused = { id: idOf(sdl), at: new Date(), errors: errorsOf(cause) };
    status = { ...status, refused };
    onSupergraph({ outcome: 'refused', ...refused });
  };

  return {
    async start(sdl, lastGoodSdl) {
      try {
        await buildAndServe(sdl);
      } catch (cause) {
        if (lastGoodSdl === undefined || lastGoodSdl === sdl) throw cause;
        await buildAndServe(lastGoodSdl);
        refuse(sdl, cause);
      }
    },
    update(sdl) {
      if (stopping.signal.aborted) throw new Error('A gateway that has stopped takes no supergraph');
      try {
        check(sdl);
      } catch (cause) {
        refuse(sdl, cause);
        throw cause;
      }
      const done = Promise.withResolvers<void>();
      // Most managers do not wait for it, and the refusal is told as an event.
      done.promise.catch(() => {});
      waiting?.done.resolve();
      waiting = { sdl, done };
      // A turn later: one that is served already ends at once, and `building` would be set after its end.
      building ??= Promise.resolve().then(buildWaiting);
      return done.promise;
    },
    status: () => status,
    async stop() {
      stopping.abort();
      await building;
    },
  };
}

interface WaitingUpdate {
  readonly sdl: string;
  readonly done: PromiseWithResolvers<void>;
}

function errorsOf(cause: unknown): readonly string[] {
  if (cause instanceof SupergraphError) return cause.errors;
  return [cause instanceof Error ? cause.message : String(cause)];
}

function idOf(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex').slice(0, 16);
}
