import { standardOutput } from '../log-output.ts';
import type { HttpHandler } from './http-handler.ts';
import { jsonReply } from './json-reply.ts';
import type { Routes } from './router.ts';

/** Sources of the contents of `/ready`. */
export interface Readiness {
  /** Returns whether the server is ready for requests. default: always */
  readonly isReady?: () => boolean;
  /** Problems that do not stop the server from serving. default: none */
  readonly warnings?: () => readonly string[];
  /** Further facts about the server. default: none */
  readonly describe?: () => Readonly<Record<string, unknown>>;
}

/** Creates `/health`, which answers 200 while the process runs, and `/ready`, which answers 503 once it stops. */
export function createHealthRoutes(
  { isReady = () => true, warnings = () => [], describe }: Readiness,
  isStopping: () => boolean,
): Routes {
  const health: HttpHandler = () => jsonReply(200, { status: 'up' });
  const ready: HttpHandler = () => {
    if (isStopping()) return jsonReply(503, { status: 'stopping' });
    const warned = [...warnings(), ...logWarnings()];
    const told = { ...describe?.(), ...(warned.length > 0 && { warnings: warned }) };
    return isReady()
      ? jsonReply(200, { status: 'ready', ...told })
      : jsonReply(503, { status: 'waiting', ...told });
  };
  return { '/health': health, '/ready': ready };
}

function logWarnings(): readonly string[] {
  const lines = standardOutput.dropped();
  return lines === 0 ? [] : [`The log cannot be written: ${lines} lines were dropped.`];
}
