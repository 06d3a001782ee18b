-- KEYS[1] record of an idempotency key
-- ARGV: replan | complete | drop, the plan that must be the pending one, the plan to put there,
-- time to live in ms
local found = redis.call('HMGET', KEYS[1], 'state', 'plan')
if found[1] ~= 'pending' or found[2] ~= ARGV[2] then
  return {0}
end
if ARGV[1] == 'drop' then
  redis.call('DEL', KEYS[1])
else
  local state = ARGV[1] == 'complete' and 'done' or 'pending'
  redis.call('HSET', KEYS[1], 'state', state, 'plan', ARGV[3])
  -- The caller's 24 hours begin with the reply, not with the first attempt.
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return {1}
