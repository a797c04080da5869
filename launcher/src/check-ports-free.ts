import { createServer } from 'node:net';
import { poll } from './poll.ts';

/** A port that a process is about to listen on, and the environment variable that sets it. */
export interface ServicePort {
  readonly variable: string;
  readonly port: number;
  readonly host: string;
}

/** Throws one error that names every unavailable port with its variable. Waits up to `timeoutMs` for busy ports. */
export async function checkPortsFree(ports: readonly ServicePort[], timeoutMs = 0): Promise<void> {
  let problems: readonly string[] = [];
  const readProblems = async (): Promise<true | undefined> => {
    problems = (await Promise.all(ports.map(findProblem))).filter((problem) => problem !== undefined);
    return problems.length === 0 || undefined;
  };
  if (!(await poll(readProblems, { everyMs: 50, timeoutMs }))) throw new Error(problems.join('\n'));
}

function findProblem({ variable, port, host }: ServicePort): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(
        code === 'EADDRINUSE'
          ? `Port ${port} of ${host} is busy: stop the program that uses it, or set ${variable} to a free port.`
          : `Port ${port} of ${host} cannot be used (${code}): set ${variable} to another port.`,
      ),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
