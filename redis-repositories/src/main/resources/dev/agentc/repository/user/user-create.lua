-- KEYS[1] user record
-- ARGV: idempotency scope or '', created_at in microseconds, then name and value of each field
local found = redis.call('HMGET', KEYS[1], 'created_at', 'token')
if found[1] then
  -- The same scope may come again when its record has expired: then it is another creation.
  if ARGV[1] ~= '' and found[2] == ARGV[1] and found[1] == ARGV[2] then
    return {'created', found[1]}
  end
  return {'taken', found[1]}
end
redis.call('HSET', KEYS[1], 'created_at', ARGV[2], 'version', '1', unpack(ARGV, 3))
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[1], 'token', ARGV[1])
end
return {'created', ARGV[2]}
