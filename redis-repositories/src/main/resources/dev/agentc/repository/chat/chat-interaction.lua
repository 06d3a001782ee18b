-- ARGV: id
-- An interaction's entries stand side by side in their streams, so the first and the last id are
-- all it takes to find those that a trim has left.
local s = load_session()
if not s then
  return {'gone'}
end
read(s)
local record = redis.call('HGET', INTERACTIONS, ARGV[1])
if not record then
  return answer(s, '')
end
local at, messages, tool_calls, m1, m2, t1, t2 =
  string.match(record, '^(%d+) (%d+) (%d+) (%S+) (%S+) (%S+) (%S+)$')
local function part(stream, count, first, last)
  if first == '-' then
    return {}
  end
  return redis.call('XRANGE', stream, first, last, 'COUNT', count)
end
return answer(s, at, messages, tool_calls, part(MESSAGES, messages, m1, m2),
  part(TOOL_CALLS, tool_calls, t1, t2))
