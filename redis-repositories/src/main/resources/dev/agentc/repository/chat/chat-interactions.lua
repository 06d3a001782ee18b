-- ARGV: id behind which to begin or '', most ids
local s = load_session()
if not s then
  return {'gone'}
end
local from = '-inf'
if ARGV[1] ~= '' then
  local at = redis.call('ZSCORE', ORDER, ARGV[1])
  if not at then
    return {'unknown'}
  end
  from = '(' .. at
end
read(s)
return answer(s, redis.call('ZCARD', ORDER),
  redis.call('ZRANGEBYSCORE', ORDER, from, '+inf', 'LIMIT', 0, ARGV[2]))
