import type { SupergraphManager } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import { type FollowedFile, followFile } from './follow-file.ts';
import type { SupergraphFile } from './supergraph-file.ts';

/** Creates a manager that serves the file as read at the start, and then each new version of it. */
export function createFileManager(
  { path, sdl }: SupergraphFile,
  { onProblem, log }: { readonly onProblem: (problem: string | undefined) => void; readonly log: Log },
): SupergraphManager {
  let followed: FollowedFile | undefined;
  let hasProblem = false;
  return {
    async initialize({ update }) {
      followed = followFile(path, sdl, {
        onText(text) {
          try {
            void update(text);
          } catch {
            // The engine reports a supergraph that it refuses.
          }
        },
        onProblem(problem) {
          onProblem(problem);
          if (problem !== undefined && !hasProblem) {
            log.error({ problem }, 'the file of SUPERGRAPH cannot be used; the last supergraph is served');
          }
          hasProblem = problem !== undefined;
        },
      });
      return { supergraphSdl: sdl, cleanup: async () => followed?.stop() };
    },
  };
}
