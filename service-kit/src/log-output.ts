import { stdout } from 'node:process';
import type { Writable } from 'node:stream';

/** Log output that never blocks or ends the process. Lines that cannot be written are dropped and counted. */
export interface LogOutput {
  readonly write: (line: string) => void;
  /** Number of dropped lines that the log itself does not report yet. */
  readonly dropped: () => number;
}

const maxWaiting = 1_000_000;

/** Creates the output to a stream such as standard output. Logs how many lines were dropped once it can write again. */
export function createLogOutput(stream: Writable): LogOutput {
  let dropped = 0;
  let isFull = false;
  // Each failed write has its own callback.
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
        // The previous line may be incomplete.
        write(`\n${JSON.stringify({ level: 'warn', lines, msg: 'log lines were dropped' })}\n`, lines);
      }
      write(line, 1);
    },
    dropped: () => dropped,
  };
}

/** Standard output of this process, shared by all its logs. */
export const standardOutput: LogOutput = createLogOutput(stdout);
