import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeLingering } from './lingering-close.ts';

/**
 * Answers requests that Node's parser refuses, with Node's status for them. Node itself resets the connection at once,
 * and the reset may overtake the answer.
 */
export function refuseMalformed(server: Server): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  server.on('request', (incoming, outgoing) => latest.set(incoming.socket, outgoing));
  server.on('clientError', (error: Error & { readonly code?: string }, socket) => {
    const answer = latest.get(socket);
    const isIdle = answer === undefined || answer.writableFinished;
    // Each further piece is refused again, and so discarded.
    if (refused.has(socket) && !socket.readableEnded) return;
    if (socket.writable && (isIdle || !answer.headersSent)) socket.write(refusalOf(error.code));
    // If the parser refuses a request in the middle, its handler must learn that the body will not complete.
    if (!isIdle || !socket.writable || !(socket instanceof Socket)) socket.destroy(error);
    else {
      refused.add(socket);
      closeLingering(socket);
    }
  });
}

function refusalOf(code: string | undefined): string {
  const status = statuses[code ?? ''] ?? 400;
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
