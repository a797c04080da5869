import { createScript } from '@supergraph/service-kit/store/shared-store.ts';

/** Sorted set of the invalidated tags, by the version of their last invalidation. */
export const changesKey = 'supergraph:cache:changes';

/** Tag of all values. Its version is that before which all values are invalid. */
export const everything = '';

/**
 * Returns the version, the tags that were invalidated after the version that the caller knows, with their versions, and the
 * values, up to a number of bytes. Without the set, what was invalidated is unknown, so all earlier values are invalid.
 */
export const findScript = createScript(`
local changes = KEYS[1]
if not redis.call('ZSCORE', changes, '') then
  local time = redis.call('TIME')
  redis.call('ZADD', changes, string.format('%.0f', time[1] * 1000000 + time[2]), '')
end
local version = redis.call('ZRANGE', changes, -1, -1, 'WITHSCORES')[2]
local values = {}
local left = tonumber(ARGV[2])
for i = 2, #KEYS do
  local value = left > 0 and redis.pcall('GET', KEYS[i])
  if type(value) == 'string' then left = left - #value else value = false end
  values[i - 1] = value
end
return { version, redis.call('ZRANGEBYSCORE', changes, '(' .. ARGV[1], '+inf', 'WITHSCORES'), values }
`);

/** Stores values for a time in milliseconds. */
export const putScript = createScript(`
for i, key in ipairs(KEYS) do redis.call('SET', key, ARGV[i + 1], 'PX', ARGV[1]) end
return 1
`);

/**
 * Invalidates tags with the next version, which is about the time in microseconds: versions also grow after a loss of all
 * data. Returns the version. Beyond a number of tags the oldest ones count for all values.
 */
export const invalidateScript = createScript(`
local changes = KEYS[1]
local time = redis.call('TIME')
local version = time[1] * 1000000 + time[2]
local last = redis.call('ZRANGE', changes, -1, -1, 'WITHSCORES')[2]
if last then version = math.max(version, tonumber(last) + 1) end
version = string.format('%.0f', version)
if not redis.call('ZSCORE', changes, '') then redis.call('ZADD', changes, version, '') end
for i = 2, #ARGV do redis.call('ZADD', changes, version, ARGV[i]) end
local extra = redis.call('ZCARD', changes) - tonumber(ARGV[1])
if extra > 0 then
  local floor = redis.call('ZRANGE', changes, extra - 1, extra - 1, 'WITHSCORES')[2]
  redis.call('ZREMRANGEBYRANK', changes, 0, extra - 1)
  local known = redis.call('ZSCORE', changes, '')
  if not known or tonumber(known) < tonumber(floor) then redis.call('ZADD', changes, floor, '') end
end
return version
`);
