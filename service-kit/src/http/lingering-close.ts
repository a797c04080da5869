import type { Socket } from 'node:net';

/**
 * Closes our half of a connection, and the whole of it once the client has closed its half or enough is discarded. A
 * connection that is closed with unread bytes is reset, and the reset may overtake the answer (RFC 9112, section 9.6).
 * What comes must be read by the caller, and an answer that is written already is sent whole.
 */
export function closeLingering(socket: Socket): void {
  socket.end();
  const readBefore = socket.bytesRead;
  const endsAt = performance.now() + maxMs;
  const close = (): void => {
    clearInterval(timer);
    socket.destroySoon();
  };
  const timer = setInterval(() => {
    if (performance.now() >= endsAt || socket.bytesRead - readBefore > maxBytes) close();
  }, checkEveryMs).unref();
  socket.once('end', close).once('close', close);
}

/** Limits of what is read only to be discarded, and how often they are checked. */
const [maxBytes, maxMs, checkEveryMs] = [16_000_000, 10_000, 20];
