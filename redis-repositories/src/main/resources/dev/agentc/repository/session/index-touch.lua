-- ARGV: id, created, activity, expiry in ms. Changes nothing but the session's own entry, so that a
-- late touch neither revives a deleted session's nor ages a newer one's. 1 done, 0 no entry, 2
-- another's
local created = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not created then
  return {0}
end
if not same(created, ARGV[2]) then
  return {2}
end
local activity = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0)
local expiry = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1]) or 0)
local given = tonumber(ARGV[3])
if given < activity then
  return {1}
end
if given > activity then
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
elseif tonumber(ARGV[4]) > expiry then
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
end
expire_with_last()
return {1}
