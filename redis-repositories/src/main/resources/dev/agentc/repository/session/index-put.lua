-- ARGV: id, created, activity, expiry in ms or '' for now + ttl, ttl in ms, 'new' or 'known'.
-- 'new' keeps an entry of another creation that has not expired: the session's own script may be
-- about to say that the id is taken. 'known' is for a session that was seen.
local found = redis.call('ZSCORE', KEYS[2], ARGV[1])
local now = now_millis()
if found and ARGV[6] == 'new' and not same(found, ARGV[2])
    and tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1]) or 0) > now then
  return {0}
end
local activity = ARGV[3]
local expiry = ARGV[4] ~= '' and ARGV[4] or text(now + ARGV[5])
if found and same(found, ARGV[2]) then
  local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
  if known and tonumber(known) > tonumber(activity) then
    return {1}
  end
end
redis.call('ZADD', KEYS[1], activity, ARGV[1])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[3], expiry, ARGV[1])
expire_with_last()
return {1}
