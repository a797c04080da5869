import { stdout } from 'node:process';
import type { Writable } from 'node:stream';

/** Output of a log that never blocks or ends the process: lines that cannot be written are dropped and counted. */
export interface LogOutput {
  readonly write: (line: string) => void;
  /** Number of lines dropped that the log itself does not tell yet. */
  readonly dropped: () => number;
}

/** Bytes that wait for a slow reader. */
const maxWaiting = 1_000_000;

/** Creates the output to a stream such as standard output. Tells how many lines were dropped once it can write again. */
export function createLogOutput(stream: Writable): LogOutput {
  let dropped = 0;
  let isFull = false;
  // Each failed write has a callback of its own.
  stream.on('error', () => {});
  const write = (text: string, lines: number): void => {
    stream.write(text, (error) => {
      if (error) dropped += lines;
    });
  };
  return {
    write(line) {
      isFull = stream.writableLength > (isFull ? maxWaiting / 2 : maxWaiting);
      if (isFull) {
        dropped += 1;
        return;
      }
      if (dropped > 0) {
        const lines = dropped;
        dropped = 0;
        // The line before may have been cut off in the middle.
        write(`\n${JSON.stringify({ level: 'warn', lines, msg: 'log lines were dropped' })}\n`, lines);
      }
      write(line, 1);
    },
    dropped: () => dropped,
  };
}

/** Standard output of this process, which all of its logs share. */
export const standardOutput: LogOutput = createLogOutput(stdout);
