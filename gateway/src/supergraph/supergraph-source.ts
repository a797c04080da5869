import type { SupergraphManager } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import { type FollowedFile, followFile } from './follow-file.ts';
import type { SupergraphFile } from './supergraph-file.ts';

/** Where the gateway's supergraph comes from. */
export interface SupergraphSource {
  readonly manager: SupergraphManager;
  /** Why the file is none that can be read; the last supergraph goes on. */
  readonly problem: () => string | undefined;
}

/** Creates the source that gives the file as it was read first, and then each one that takes its place. */
export function createSupergraphSource({ path, sdl }: SupergraphFile, log: Log): SupergraphSource {
  let followed: FollowedFile | undefined;
  const manager: SupergraphManager = {
    async initialize({ update }) {
      followed = followFile(path, sdl, {
        onText(text) {
          try {
            void update(text);
          } catch {
            // The engine has told already that it refuses it, and why.
          }
        },
        onProblem: (problem) =>
          log.error({ problem }, 'the file of SUPERGRAPH is no supergraph any more; the last one goes on'),
      });
      return { supergraphSdl: sdl, cleanup: async () => followed?.stop() };
    },
  };
  return { manager, problem: () => followed?.problem() };
}
