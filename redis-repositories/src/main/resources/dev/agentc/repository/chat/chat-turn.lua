-- ARGV: most entries, reject | trim, idempotency scope or '', fingerprint, its time to live in ms,
-- id, number of messages, then the bodies of the messages and of the tool calls
-- Everything that can refuse comes before the first write.
local FIRST = 8
local s = load_session()
if not s then
  return {'gone'}
end
local limit, trim, scope, id = tonumber(ARGV[1]), ARGV[2] == 'trim', ARGV[3], ARGV[6]
local earlier = replay(scope, ARGV[4])
if earlier == false then
  return {'reused'}
end
if earlier then
  read(s)
  return answer(s, '1', earlier)
end
if redis.call('HEXISTS', INTERACTIONS, id) == 1 then
  return {'taken'}
end
local counts = {tonumber(ARGV[7]), #ARGV - FIRST + 1 - tonumber(ARGV[7])}
local streams = {MESSAGES, TOOL_CALLS}
local lengths = {redis.call('XLEN', MESSAGES), redis.call('XLEN', TOOL_CALLS)}
for kind = 1, 2 do
  if not trim and counts[kind] > 0 and lengths[kind] + counts[kind] > limit then
    return {'full'}
  end
end
local ids, ends, written, argument = {}, {}, {}, FIRST
for kind = 1, 2 do
  for index = 0, counts[kind] - 1 do
    local added = redis.call('XADD', streams[kind], '*', 'body', ARGV[argument],
      'interaction_id', id, 'interaction_index', text(index))
    ids[#ids + 1] = added
    argument = argument + 1
  end
  if counts[kind] > 0 then
    ends[#ends + 1] = ids[#ids - counts[kind] + 1] .. ' ' .. ids[#ids]
    written[#written + 1] = streams[kind]
    if trim and lengths[kind] + counts[kind] > limit then
      redis.call('XTRIM', streams[kind], 'MAXLEN', '=', text(limit))
    end
  else
    ends[#ends + 1] = '- -'
  end
end
local reply = id .. ' ' .. text(counts[1]) .. ' ' .. table.concat(ids, ' ')
remember(scope, ARGV[4], ARGV[5], reply)
if scope ~= '' then
  written[#written + 1] = REPLIES
  written[#written + 1] = REPLY_EXPIRY
end
local count = lengths[1] + counts[1]
touch(s, written, {'message_count', text(trim and math.min(count, limit) or count)})
-- Behind touch, which gives the moment that orders interactions; so their deadline comes here.
redis.call('HSET', INTERACTIONS, id, text(now_ms) .. ' ' .. text(counts[1]) .. ' ' .. text(counts[2])
  .. ' ' .. ends[1] .. ' ' .. ends[2])
redis.call('ZADD', ORDER, s.last_activity, id)
redis.call('PEXPIREAT', INTERACTIONS, s.expires_at)
redis.call('PEXPIREAT', ORDER, s.expires_at)
return answer(s, '0', reply)
