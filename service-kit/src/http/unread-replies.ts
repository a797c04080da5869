import type { ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import { startTally } from '../tally.ts';

/** Bounds the memory of all replies that clients have not read yet. */
export interface UnreadReplies {
  /**
   * Makes room for a reply of so many bytes. If there is none, the replies that wait the longest are cut off, of those that
   * are no smaller; false if that is not enough.
   */
  readonly makeRoom: (bytes: number) => boolean;
  /** Counts a reply that has been written until the last of it is sent or its connection has gone. */
  readonly hold: (reply: ServerResponse, bytes: number) => void;
  readonly stop: () => void;
}

/** Starts to count replies. Those that the network takes at once cost nothing. */
export function startUnreadReplies({
  maxBytes,
  log,
}: {
  readonly maxBytes: number;
  readonly log: Log;
}): UnreadReplies {
  const tally = startTally({ log, message: 'too much is unread by clients', field: 'by' });
  // In the order in which they were written.
  const held = new Map<ServerResponse, number>();
  let total = 0;
  // A reply alone may be larger: refusing it would be for ever.
  const fits = (bytes: number): boolean => total + bytes <= maxBytes || total === 0;
  const release = (reply: ServerResponse): void => {
    total -= held.get(reply) ?? 0;
    held.delete(reply);
  };
  const cutOffSlowest = (bytes: number): void => {
    for (const [reply, size] of held) {
      if (fits(bytes)) return;
      if (size < bytes) continue;
      tally.count('unread replies', 'cutOff');
      release(reply);
      reply.destroy();
    }
  };
  return {
    makeRoom(bytes) {
      if (fits(bytes)) return true;
      cutOffSlowest(bytes);
      if (fits(bytes)) return true;
      tally.count('unread replies', 'refused');
      return false;
    },
    hold(reply, bytes) {
      held.set(reply, bytes);
      total += bytes;
      reply.once('close', () => release(reply));
    },
    stop: tally.stop,
  };
}
