-- ARGV: created_at in microseconds, ttl in ms, idempotency scope or '', number of fields, then
-- name and value of each field, then key and value of each piece of metadata. Whose the session is
-- to be is one of its fields.
local found = redis.call('HMGET', KEYS[1], 'created_at', 'token', 'expires_at')
if found[1] then
  -- The same scope may come again when its record has expired: then it is another creation.
  if ARGV[3] ~= '' and found[2] == ARGV[3] and found[1] == ARGV[1] then
    return {'created', found[1], found[3]}
  end
  return {'taken'}
end
-- Eviction may have taken the session and left its chat.
redis.call('DEL', unpack(KEYS))
local expires_at = text(millis(now_micros()) + ARGV[2])
local last_field = 4 + 2 * ARGV[4]
redis.call('HSET', KEYS[1], 'created_at', ARGV[1], 'updated_at', ARGV[1], 'last_activity', ARGV[1],
    'expires_at', expires_at, 'ttl', ARGV[2], 'version', '1', 'message_count', '0',
    unpack(ARGV, 5, last_field))
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], 'token', ARGV[3])
end
local metadata = {}
for i = last_field + 1, #ARGV do
  metadata[#metadata + 1] = ARGV[i]
end
hset_all(KEYS[2], metadata)
expire_all(expires_at)
return {'created', ARGV[1], expires_at}
