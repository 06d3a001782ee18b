-- No ARGV
local found = redis.call('HMGET', KEYS[1], 'expires_at', 'ttl', 'user_id')
if not found[1] or not owned_by(found[3]) then
  return {'gone'}
end
local session = redis.call('HGETALL', KEYS[1])
local expires_at, moved = prolong(tonumber(found[1]), tonumber(found[2]))
return {'found', session, redis.call('HGETALL', KEYS[2]), expires_at, moved}
