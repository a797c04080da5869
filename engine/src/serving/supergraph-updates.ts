import { createHash } from 'node:crypto';
import type { SupergraphEvent, SupergraphStatus } from '../supergraph/supergraph-status.ts';
import type { Serving } from './serving.ts';

/** Builds one supergraph after another, and serves those that can be served. */
export interface SupergraphUpdates {
  /** Builds the first supergraph and serves it; rejects where it cannot be served. */
  start(sdl: string): Promise<void>;
  /** Builds a supergraph aside, and serves it or has it refused. Of several that wait the last one counts. */
  update(sdl: string): void;
  status(): SupergraphStatus;
  /** Waits for what is being built, and serves nothing of it. */
  stop(): Promise<void>;
}

/** What updates need of the gateway. */
export interface UpdateSettings {
  readonly build: (sdl: string) => Promise<Serving>;
  /** Serves a version from now on, in one step. */
  readonly serve: (serving: Serving) => void;
  readonly onSupergraph: (event: SupergraphEvent) => void;
}

/** Updates before the first supergraph; nothing is built yet. */
export function createSupergraphUpdates({ build, serve, onSupergraph }: UpdateSettings): SupergraphUpdates {
  let status: SupergraphStatus = { serving: undefined, refused: undefined };
  let waiting: string | undefined;
  let building: Promise<void> | undefined;
  let isStopped = false;

  const buildAndServe = async (sdl: string): Promise<void> => {
    const serving = await build(sdl);
    if (isStopped) return;
    serve(serving);
    const served = { id: idOf(sdl), since: new Date() };
    status = { serving: served, refused: undefined };
    onSupergraph({ outcome: 'served', ...served });
  };
  const buildWaiting = async (): Promise<void> => {
    for (let sdl = takeWaiting(); sdl !== undefined && !isStopped; sdl = takeWaiting()) {
      if (idOf(sdl) === status.serving?.id) continue;
      await buildAndServe(sdl).catch((cause: unknown) => refuse(sdl, cause));
    }
    building = undefined;
  };
  const takeWaiting = (): string | undefined => {
    const sdl = waiting;
    waiting = undefined;
    return sdl;
  };
  const refuse = (sdl: string | undefined, cause: unknown): void => {
    const errors = [cause instanceof Error ? cause.message : String(cause)];
    const refused = { id: idOf(sdl ?? ''), at: new Date(), errors };
    status = { ...status, refused };
    onSupergraph({ outcome: 'refused', ...refused });
  };

  return {
    start: buildAndServe,
    update(sdl) {
      waiting = sdl;
      building ??= buildWaiting();
    },
    status: () => status,
    async stop() {
      isStopped = true;
      await building;
    },
  };
}

function idOf(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex').slice(0, 16);
}
