-- KEYS[1] record of an idempotency key
-- ARGV: fingerprint, plan, time to live in ms
local found = redis.call('HMGET', KEYS[1], 'fingerprint', 'state', 'plan')
if not found[1] then
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'state', 'pending', 'plan', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return {'claimed'}
end
if found[1] ~= ARGV[1] then
  return {'reused'}
end
return {found[2], found[3]}
