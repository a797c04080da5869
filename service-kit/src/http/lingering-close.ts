import type { Socket } from 'node:net';

/**
 * Closes our half of a connection, then the whole connection once the client has closed its half or enough is
 * discarded. Closing a connection with unread bytes resets it, and the reset may overtake the answer (RFC 9112, section
 * 9.6). The caller must read incoming data. An answer that is already written is sent in full.
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

/** Limits of discarded data, and the interval of their check. */
const [maxBytes, maxMs, checkEveryMs] = [16_000_000, 10_000, 20];
