import type { Channel } from 'amqplib';

/** Progress of a group in a stream, which the broker keeps. */
export interface Progress {
  /** Value of `x-stream-offset` for the next event. */
  readonly next: number | 'first';
  /** Notes that an event was handled. If the note is lost, events after the last note are delivered again. */
  readonly note: (offset: number) => void;
}

/**
 * Arguments of the queue: a new note replaces the last one. RabbitMQ 4 drops a message after 20 deliveries if there is no limit,
 * and each read is one.
 */
const queueArguments = { 'x-queue-type': 'quorum', 'x-max-length': 1, 'x-delivery-limit': 1_000_000 };

/** Reads the progress from its queue, and leaves it there. */
export async function openProgress(channel: Channel, queue: string): Promise<Progress> {
  await channel.assertQueue(queue, { durable: true, arguments: queueArguments });
  const noted = await channel.get(queue);
  if (noted !== false) channel.nack(noted, false, true);
  return {
    next: noted === false ? 'first' : Number(noted.content.toString()) + 1,
    note: (offset) => void channel.sendToQueue(queue, Buffer.from(String(offset)), { persistent: true }),
  };
}
