import { startEventCounter } from '../event-counter.ts';
import type { Log } from '../log.ts';

/** An answer or a connection that can be cut off. */
export interface UnreadReply {
  readonly destroy: () => unknown;
}

/** Limits the memory of all answers that clients have not read yet. */
export interface UnreadReplies {
  /**
   * Makes room for an answer of this size. If there is none, cuts off the longest-waiting answers that are at least as
   * large. Returns false if that is not enough.
   */
  readonly makeRoom: (bytes: number) => boolean;
  /** Counts these bytes of an answer, in place of those before, until they are released. */
  readonly hold: (reply: UnreadReply, bytes: number) => void;
  readonly release: (reply: UnreadReply) => void;
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
  const held = new Map<UnreadReply, number>();
  let total = 0;
  // A single answer may be larger than the limit, since it would otherwise always be refused.
  const fits = (bytes: number): boolean => total + bytes <= maxBytes || total === 0;
  const release = (reply: UnreadReply): void => {
    total -= held.get(reply) ?? 0;
    held.delete(reply);
  };
  /** Cuts off replies that are at least as large as `bytes`, until there is room for `room` bytes. */
  const cutOffSlowest = (bytes: number, room: number): void => {
    for (const [reply, size] of held) {
      if (fits(room)) return;
      if (size < bytes) continue;
      counter.count('unread replies', 'cutOff');
      release(reply);
      reply.destroy();
    }
  };
  return {
    makeRoom(bytes) {
      if (fits(bytes)) return true;
      cutOffSlowest(bytes, bytes);
      if (fits(bytes)) return true;
      counter.count('unread replies', 'refused');
      return false;
    },
    hold(reply, bytes) {
      total += bytes - (held.get(reply) ?? 0);
      held.set(reply, bytes);
      // Several replies can have found the same room.
      if (total > maxBytes && held.size > 1) cutOffSlowest(bytes, 0);
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
