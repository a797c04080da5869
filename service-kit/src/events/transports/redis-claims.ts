import type { RedisClient } from './redis-client.ts';
import type { PartitionClaims } from './share-partitions.ts';

/** Claims that end by themselves. */
export interface RedisClaims extends PartitionClaims {
  /** Returns whether the claim is certainly valid still. */
  readonly isHeld: (partition: string) => boolean;
  /** Leaves the group. */
  readonly leave: () => Promise<void>;
}

/** Time after which the claims and the membership of a dead process end, in milliseconds. */
const leaseMs = 10_000;

/** Counts the members of a group by their signs of life, on the clock of the server. */
const countScript = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('zadd', KEYS[1], now, ARGV[1])
redis.call('zremrangebyscore', KEYS[1], '-inf', now - ARGV[2])
return redis.call('zcard', KEYS[1])`;

const claimScript = `
local owner = redis.call('get', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const releaseScript = `
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end`;

/** Creates the claims of a member of a group. `member` is unique, and keeps its claims when the connection is lost. */
export function createRedisClaims(client: RedisClient, group: string, member: string): RedisClaims {
  const members = `events-members:${group}`;
  const claimOf = (partition: string): string => `events-claim:${group}:${partition}`;
  const heldUntil = new Map<string, number>();
  return {
    countMembers: async () =>
      Number(await client.eval(countScript, { keys: [members], arguments: [member, `${leaseMs}`] })),
    async claim(partition) {
      const until = performance.now() + leaseMs;
      const call = { keys: [claimOf(partition)], arguments: [member, `${leaseMs}`] };
      const isHeld = Number(await client.eval(claimScript, call)) === 1;
      heldUntil.set(partition, isHeld ? until : 0);
      return isHeld;
    },
    async release(partition) {
      heldUntil.delete(partition);
      await client.eval(releaseScript, { keys: [claimOf(partition)], arguments: [member] });
    },
    isHeld: (partition) => performance.now() < (heldUntil.get(partition) ?? 0),
    leave: async () => {
      await client.zRem(members, member);
    },
  };
}
