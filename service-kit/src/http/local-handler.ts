import type { HttpHandler } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { isLoopbackHost } from './loopback-host.ts';

/** Returns a handler that only answers requests to a name of this machine. Other names that point to it (DNS rebinding) are refused. */
export function local(handler: HttpHandler): HttpHandler {
  return (request) => {
    if (isLoopbackHost(request.headers.host ?? '')) return handler(request);
    throw new HttpProblem(
      'FORBIDDEN',
      'The development pages are only available at localhost and 127.0.0.1.',
    );
  };
}
