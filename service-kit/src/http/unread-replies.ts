import type { ServerResponse } from 'node:http';
import { startEventCounter } from '../event-counter.ts';
import type { Log } from '../log.ts';

/** Limits the memory of all answers that clients have not read yet. */
export interface UnreadReplies {
  /**
   * Makes room for an answer of this size. If there is none, cuts off the longest-waiting answers that are at least as
   * large. Returns false if that is not enough.
   */
  readonly makeRoom: (bytes: number) => boolean;
  /** Counts these bytes of an answer until they are released. */
  readonly hold: (reply: ServerResponse, bytes: number) => void;
  readonly release: (reply: ServerResponse) => void;
  readonly stop: () => void;
}

/** Starts to count answers. Those that the network takes at once cost nothing. */
export function startUnreadReplies({
  maxBytes,
  log,
}: {
  readonly maxBytes: number;
  readonly log: Log;
}): UnreadReplies {
  const counter = startEventCounter({ log, message: 'clients leave too many responses unread', field: 'by' });
  // In the order of writing.
  const held = new Map<ServerResponse, number>();
  let total = 0;
  // A single answer may be larger than the limit, since it would otherwise always be refused.
  const fits = (bytes: number): boolean => total + bytes <= maxBytes || total === 0;
  const release = (reply: ServerResponse): void => {
    total -= held.get(reply) ?? 0;
    held.delete(reply);
  };
  const cutOffSlowest = (bytes: number): void => {
    for (const [reply, size] of held) {
      if (fits(bytes)) return;
      if (size < bytes) continue;
      counter.count('unread replies', 'cutOff');
      release(reply);
      reply.destroy();
    }
  };
  return {
    makeRoom(bytes) {
      if (fits(bytes)) return true;
      cutOffSlowest(bytes);
      if (fits(bytes)) return true;
      counter.count('unread replies', 'refused');
      return false;
    },
    hold(reply, bytes) {
      held.set(reply, bytes);
      total += bytes;
    },
    release,
    stop: counter.stop,
  };
}

/** Returns a body to write. A large text becomes bytes, which take no more memory than is counted for them. */
export function compact<Body extends string | Uint8Array>(body: Body, bytes: number): Body | Buffer {
  return typeof body === 'string' && bytes > largeBytes ? Buffer.from(body) : body;
}

/** Smaller texts are written as they are, together with the headers. */
const largeBytes = 64_000;
