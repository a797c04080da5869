import { createHash } from 'node:crypto';
import type { SupergraphVersion } from '../prepare/supergraph-version.ts';
import { SupergraphError } from '../supergraph/supergraph-error.ts';
import type { SupergraphEvent, SupergraphStatus, WarmUpReport } from '../supergraph/supergraph-status.ts';
import type { BuiltVersion } from './build-version.ts';

/** Updates of the supergraph: builds one after another, and serves those that can be served. */
export interface SupergraphUpdates {
  /**
   * Builds and serves the first supergraph, or the last good one if the first is refused. Rejects if neither can be
   * served.
   */
  start(sdl: string, lastGoodSdl?: string): Promise<void>;
  /**
   * Builds a supergraph in the background, and serves or refuses it. Only the last of several waiting ones is built.
   * Throws if the SDL is clearly not a supergraph, or after `stop`. Rejects for errors of the build, which may be
   * ignored.
   */
  update(sdl: string): Promise<void>;
  status(): SupergraphStatus;
  /** Waits for the current build, and does not serve its result. */
  stop(): Promise<void>;
}

/** Functions of the gateway that updates need. */
export interface UpdateSettings {
  /** Throws if the SDL cannot be a supergraph. Fast enough for a thread that serves requests. */
  readonly check: (sdl: string) => void;
  /**
   * Builds and proves a version in the background. If the signal aborts after the build, the version need not be
   * proved.
   */
  readonly build: (sdl: string, signal: AbortSignal) => Promise<BuiltVersion>;
  /** Serves a version from now on, in one step. */
  readonly serve: (version: SupergraphVersion) => void;
  readonly onSupergraph: (event: SupergraphEvent) => void;
}

/** Creates the updates. Builds nothing yet. */
export function createSupergraphUpdates(settings: UpdateSettings): SupergraphUpdates {
  const { check, build, serve, onSupergraph } = settings;
  const status = createStatus(onSupergraph);
  const stopping = new AbortController();

  const buildAndServe = async (sdl: string): Promise<void> => {
    const begunAt = performance.now();
    const { version, warmUp } = await build(sdl, stopping.signal);
    if (stopping.signal.aborted) return version.retire();
    serve(version);
    status.serve(sdl, warmUp, Math.round(performance.now() - begunAt));
  };
  const updates = createUpdateQueue(async (sdl) => {
    // Equal to the served version, so there is nothing to build, and an earlier refusal no longer applies.
    if (status.isServed(sdl)) return status.forgetRefusal();
    if (stopping.signal.aborted) return;
    await buildAndServe(sdl).catch((cause: unknown) => {
      status.refuse(sdl, cause);
      throw cause;
    });
  });

  return {
    async start(sdl, lastGoodSdl) {
      try {
        await buildAndServe(sdl);
      } catch (cause) {
        if (lastGoodSdl === undefined || lastGoodSdl === sdl) throw cause;
        await buildAndServe(lastGoodSdl);
        status.refuse(sdl, cause);
      }
    },
    update(sdl) {
      if (stopping.signal.aborted) throw new Error('The gateway has stopped and accepts no supergraph');
      try {
        check(sdl);
      } catch (cause) {
        status.refuse(sdl, cause);
        throw cause;
      }
      return updates.add(sdl);
    },
    status: status.read,
    async stop() {
      stopping.abort();
      await updates.idle();
    },
  };
}

/** Creates the status, which also reports each outcome. */
function createStatus(onSupergraph: UpdateSettings['onSupergraph']) {
  let status: SupergraphStatus = { serving: undefined, refused: undefined };
  return {
    read: () => status,
    isServed: (sdl: string) => idOf(sdl) === status.serving?.id,
    serve(supergraphSdl: string, warmUp: WarmUpReport, buildMs: number): void {
      const serving = { id: idOf(supergraphSdl), since: new Date() };
      status = { serving, refused: undefined };
      onSupergraph({ outcome: 'served', ...serving, supergraphSdl, warmUp, buildMs });
    },
    refuse(sdl: string, cause: unknown): void {
      const refused = { id: idOf(sdl), at: new Date(), errors: errorsOf(cause) };
      status = { ...status, refused };
      onSupergraph({ outcome: 'refused', ...refused });
    },
    forgetRefusal(): void {
      status = { ...status, refused: undefined };
    },
  };
}

/** Creates a queue that runs one update at a time, and only the last of several waiting ones. */
function createUpdateQueue(run: (sdl: string) => Promise<void>) {
  let waiting: { readonly sdl: string; readonly done: PromiseWithResolvers<void> } | undefined;
  let running: Promise<void> | undefined;
  const runWaiting = async (): Promise<void> => {
    while (waiting !== undefined) {
      const { sdl, done } = waiting;
      waiting = undefined;
      await run(sdl).then(done.resolve, done.reject);
    }
    running = undefined;
  };
  return {
    add(sdl: string): Promise<void> {
      const done = Promise.withResolvers<void>();
      // Most managers ignore the promise, and the refusal is reported as an event.
      done.promise.catch(() => {});
      waiting?.done.resolve();
      waiting = { sdl, done };
      // Deferred, because an update to the served version would end before `running` is set.
      running ??= Promise.resolve().then(runWaiting);
      return done.promise;
    },
    idle: async () => running,
  };
}

function errorsOf(cause: unknown): readonly string[] {
  if (cause instanceof SupergraphError) return cause.errors;
  return [cause instanceof Error ? cause.message : String(cause)];
}

function idOf(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex').slice(0, 16);
}
