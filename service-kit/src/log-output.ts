import { stdout } from 'node:process';
import type { Writable } from 'node:stream';

const maxWaiting = 1_000_000;

/**
 * Creates a log output that never blocks or ends the process. Drops and counts lines that cannot be written, and logs how
 * many were dropped once it can write again.
 */
function createLogOutput(stream: Writable) {
  let dropped = 0;
  let droppedInAll = 0;
  let isFull = false;
  // Each failed write has its own callback.
  stream.on('error', () => {});
  const drop = (lines: number): void => {
    dropped += lines;
    droppedInAll += lines;
  };
  const write = (text: string, lines: number): void => {
    stream.write(text, (error) => {
      if (error) drop(lines);
    });
  };
  return {
    write(line: string) {
      isFull = stream.writableLength > (isFull ? maxWaiting / 2 : maxWaiting);
      if (isFull) {
        drop(1);
        return;
      }
      if (dropped > 0) {
        const lines = dropped;
        dropped = 0;
        // The previous line may be incomplete.
        write(`\n${JSON.stringify({ level: 'warn', lines, msg: 'log lines were dropped' })}\n`, lines);
      }
      write(line, 1);
    },
    /** Returns the number of dropped lines that the log itself does not report yet. */
    dropped: () => dropped,
    /** Returns the number of all lines that were dropped. A line whose report was dropped too counts twice. */
    droppedInAll: () => droppedInAll,
  };
}

/** Standard output of this process, shared by all its logs. */
export const standardOutput = createLogOutput(stdout);
