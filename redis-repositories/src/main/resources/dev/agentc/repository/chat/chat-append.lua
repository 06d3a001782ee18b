-- ARGV: position of the stream in KEYS, most entries, reject | trim, idempotency scope or '',
-- fingerprint, its time to live in ms, body
local s = load_session()
if not s then
  return {'gone'}
end
local stream, limit, trim, scope = KEYS[tonumber(ARGV[1])], ARGV[2], ARGV[3] == 'trim', ARGV[4]
local earlier = replay(scope, ARGV[5])
if earlier == false then
  return {'reused'}
end
if earlier then
  read(s)
  return answer(s, '1', earlier)
end
local length = redis.call('XLEN', stream)
if not trim and length >= tonumber(limit) then
  return {'full'}
end
local id
if trim then
  id = redis.call('XADD', stream, 'MAXLEN', '=', limit, '*', 'body', ARGV[7])
else
  id = redis.call('XADD', stream, '*', 'body', ARGV[7])
end
remember(scope, ARGV[5], ARGV[6], id)
local fields = {}
if stream == MESSAGES then
  fields = {'message_count', text(trim and math.min(length + 1, tonumber(limit)) or length + 1)}
end
touch(s, scope == '' and {stream} or {stream, REPLIES, REPLY_EXPIRY}, fields)
return answer(s, '0', id)
