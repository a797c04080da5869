import { randomUUID } from 'node:crypto';

/** Returns the incoming request id if it is safe to log and forward, or a new one. */
export function readRequestId(header: string | undefined): string {
  return header !== undefined && /^[\w.:-]{1,64}$/.test(header) ? header : randomUUID();
}
