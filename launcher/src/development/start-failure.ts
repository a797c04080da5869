import type { Readable, Writable } from 'node:stream';
import { repositoryFile } from '@supergraph/schema/registry.ts';

/** Characters kept of the end of a process's output. Node reports a failed start in fewer. */
const maxKept = 16_384;
const locationLine = /^(?:file:\/\/)?(\/.+|[A-Z]:\\.+):(\d+)$/m;
const errorLine = /^(?:Uncaught )?((?:[A-Z]\w*)?Error(?: \[\w+\])?: .+)$/m;

/** Passes the error output of a process on, and returns a function that returns why the process ended. */
export function followErrors(output: Readable, target: Writable): () => string | undefined {
  let kept = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    kept = (kept + text).slice(-maxKept);
    target.write(text);
  });
  return () => describeStartFailure(kept, repositoryFile('.'));
}

/**
 * Returns the file, line and message of the error that ended a Node process, from its error output. Returns the last
 * line of the output if Node did not print a location, or undefined without output.
 */
function describeStartFailure(output: string, root: string): string | undefined {
  const location = output.match(locationLine);
  const [, message] = output.match(errorLine) ?? [];
  if (location === null || message === undefined) return output.trim().split('\n').at(-1) || undefined;
  const [, file = '', line] = location;
  return `${file.replace(root, '')}:${line}: ${message}`;
}
