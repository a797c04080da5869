import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A port that a process is about to listen on, and the environment variable that sets it. */
export interface WantedPort {
  readonly variable: string;
  readonly port: number;
  readonly host: string;
}

/**
 * Throws one error that names every port that cannot be had, with its variable. Waits up to `patience`
 * milliseconds for those that are busy.
 */
export async function checkPortsFree(ports: readonly WantedPort[], patience = 0): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    const problems = (await Promise.all(ports.map(findProblem))).filter((problem) => problem !== undefined);
    if (problems.length === 0) return;
    if (Date.now() >= deadline) throw new Error(problems.join('\n'));
    await sleep(50);
  }
}

function findProblem({ variable, port, host }: WantedPort): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        resolve(
          `Port ${port} of ${host} is busy: stop what listens there, or set ${variable} to a free port.`,
        );
      } else {
        resolve(`Port ${port} of ${host} cannot be used (${error.code}): set ${variable} to another port.`);
      }
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
