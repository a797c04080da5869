import { randomUUID } from 'node:crypto';

/** The request id that came in, where it is harmless to log and to send on; else a new one. */
export function readRequestId(header: string | undefined): string {
  return header !== undefined && /^[\w.:-]{1,64}$/.test(header) ? header : randomUUID();
}
