import type { ServiceProcess } from '../../graph/service-process.ts';

/**
 * Creates a function that returns the new failures inside the processes on each call. Failures that were
 * masked for the client count too, since they are logged.
 */
export function createFailureWatch(
  services: Readonly<Record<string, ServiceProcess>>,
): () => readonly string[] {
  const seen = new Map(Object.keys(services).map((name) => [name, { lines: 0, errors: 0 }]));
  return () =>
    Object.entries(services).flatMap(([name, service]) => {
      const before = seen.get(name) ?? { lines: 0, errors: 0 };
      const [output, errors] = [service.stdout(), service.stderr()];
      const complete = output.lastIndexOf('\n') + 1;
      seen.set(name, { lines: complete, errors: errors.length });
      return [
        ...endOf(service).map((end) => `${name} ended (${end})`),
        ...failuresIn(output.slice(before.lines, complete)).map(
          (line) => `${name} logged a failure: ${line}`,
        ),
        ...[errors.slice(before.errors).trim()]
          .filter(Boolean)
          .map((line) => `${name} wrote to stderr: ${line}`),
      ];
    });
}

function endOf({ process: { exitCode, signalCode } }: ServiceProcess): readonly string[] {
  const end = exitCode ?? signalCode;
  return end === null ? [] : [String(end)];
}

/** Returns the log lines of the level error, or worse. */
function failuresIn(output: string): readonly string[] {
  return (
    output
      .split('\n')
      .filter((line) => /^\{"level":[56]0\b/.test(line))
      // An audit lets a cursor expire, so the consumer of these events rightly reports that it may have missed some.
      .filter((line) => !line.includes('events were deleted before they were read'))
      .map((line) => line.slice(0, 400))
  );
}
