-- ARGV: position of the stream in KEYS, asc | desc, lower bound, upper bound, most entries
local s = load_session()
if not s then
  return {'gone'}
end
read(s)
local stream = KEYS[tonumber(ARGV[1])]
local entries
if ARGV[2] == 'desc' then
  entries = redis.call('XREVRANGE', stream, ARGV[4], ARGV[3], 'COUNT', ARGV[5])
else
  entries = redis.call('XRANGE', stream, ARGV[3], ARGV[4], 'COUNT', ARGV[5])
end
return answer(s, redis.call('XLEN', stream), entries)
