import type { ChannelModel } from 'amqplib';
import { close, openChannel } from './rabbitmq-channels.ts';
import type { PartitionClaims } from './share-partitions.ts';

/** Claims that end with the connection. */
export interface RabbitClaims extends PartitionClaims {
  /** Leaves the group. */
  readonly leave: () => Promise<void>;
}

/**
 * Creates the claims of a new member of a group. A claim is an exclusive queue, which only one connection can have. Members
 * are the consumers of a queue to which nothing is ever sent.
 */
export async function createRabbitClaims(connection: ChannelModel, group: string): Promise<RabbitClaims> {
  const { channel: members } = await openChannel(connection);
  const membersQueue = `${group}.members`;
  await members.assertQueue(membersQueue, { durable: false, autoDelete: true });
  await members.consume(membersQueue, () => {}, { noAck: true });
  const claimOf = (partition: string): string => `${group}.${partition}.claim`;
  const held = new Set<string>();
  const declare = async (partition: string): Promise<boolean> => {
    // A refusal closes the channel.
    const { channel } = await openChannel(connection);
    try {
      await channel.assertQueue(claimOf(partition), { durable: false, exclusive: true });
    } catch (error) {
      if (Object(error).code === resourceLocked) return false;
      throw error;
    }
    await close(channel);
    return true;
  };
  return {
    countMembers: async () => Math.max(1, (await members.checkQueue(membersQueue)).consumerCount),
    async claim(partition) {
      if (!held.has(partition) && (await declare(partition))) held.add(partition);
      return held.has(partition);
    },
    async release(partition) {
      held.delete(partition);
      await members.deleteQueue(claimOf(partition));
    },
    leave: () => close(members),
  };
}

/** Reply code of AMQP for a queue of another connection. */
const resourceLocked = 405;
