import { createScript } from '@supergraph/service-kit/store/shared-store.ts';

/** Sorted set of the invalidated tags, by the version of their last invalidation. */
export const changesKey = 'supergraph:cache:changes';

/** Tag of all values. Its version is that before which all values are invalid. */
export const everything = '';

/**
 * Returns the version, the first tags that were invalidated after the version that the caller knows, with their versions, and
 * the values, up to a number of bytes. There are no values if more tags follow. Without the set, what was invalidated is
 * unknown, so all earlier values are invalid.
 */
export const findScript = createScript(`
local changes = KEYS[1]
if not redis.call('ZSCORE', changes, '') then
  local time = redis.call('TIME')
  redis.call('ZADD', changes, string.format('%.0f', time[1] * 1000000 + time[2]), '')
end
local version = redis.call('ZRANGE', changes, -1, -1, 'WITHSCORES')[2]
local found = redis.call('ZRANGEBYSCORE', changes, '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3])
local values = {}
if #found == 2 * ARGV[3] then return { version, found, values } end
local left = tonumber(ARGV[2])
for i = 2, #KEYS do
  local value = left > 0 and redis.pcall('GET', KEYS[i])
  if type(value) == 'string' then left = left - #value else value = false end
  values[i - 1] = value
end
return { version, found, values }
`);

/** Stores values for a time in milliseconds. */
export const putScript = createScript(`
for i, key in ipairs(KEYS) do redis.call('SET', key, ARGV[i + 1], 'PX', ARGV[1]) end
return 1
`);

/**
 * Invalidates tags with the next version, which is about the time in microseconds: versions also grow after a loss of all
 * data. Then stores the texts of further keys. Returns the version. Tags and texts are kept for a time in milliseconds. Beyond
 * a number of tags the oldest ones count for all values.
 */
export const invalidateScript = createScript(`
local changes = KEYS[1]
local time = redis.call('TIME')
local version = time[1] * 1000000 + time[2]
local last = redis.call('ZRANGE', changes, -1, -1, 'WITHSCORES')[2]
if last then version = math.max(version, tonumber(last) + 1) end
version = string.format('%.0f', version)
if not redis.call('ZSCORE', changes, '') then redis.call('ZADD', changes, version, '') end
local first = 2 + #KEYS
for i = first, #ARGV do redis.call('ZADD', changes, version, ARGV[i]) end
if first <= #ARGV then
  local all = redis.call('ZSCORE', changes, '')
  local expired = string.format('%.0f', time[1] * 1000000 - ARGV[2] * 1000)
  redis.call('ZREMRANGEBYSCORE', changes, '-inf', '(' .. expired)
  redis.call('ZADD', changes, all, '')
end
local extra = redis.call('ZCARD', changes) - tonumber(ARGV[1])
if extra > 0 then
  local floor = redis.call('ZRANGE', changes, extra - 1, extra - 1, 'WITHSCORES')[2]
  redis.call('ZREMRANGEBYRANK', changes, 0, extra - 1)
  local known = redis.call('ZSCORE', changes, '')
  if not known or tonumber(known) < tonumber(floor) then redis.call('ZADD', changes, floor, '') end
end
for i = 2, #KEYS do redis.call('SET', KEYS[i], ARGV[i + 1], 'PX', ARGV[2]) end
return version
`);
