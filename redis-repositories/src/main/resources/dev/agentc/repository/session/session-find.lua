-- No ARGV
local session = redis.call('HGETALL', KEYS[1])
if #session == 0 then
  return {'gone'}
end
local times = redis.call('HMGET', KEYS[1], 'expires_at', 'ttl')
local expires_at, moved = prolong(tonumber(times[1]), tonumber(times[2]))
return {'found', session, redis.call('HGETALL', KEYS[2]), expires_at, moved}
