-- ARGV: key
local s = load_session()
if not s then
  return {'gone'}
end
if redis.call('HEXISTS', MANAGED, ARGV[1]) == 0 then
  read(s)
  return answer(s, 0)
end
redis.call('HDEL', MANAGED, ARGV[1])
touch(s, {}, {})
return answer(s, 1)
