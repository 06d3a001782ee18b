-- ARGV: key, versions that the session may have as ',1,3,' or '' for any
local s = load_session()
if not s then
  return {'gone'}
end
if not version_allowed(ARGV[2], s.version) then
  return {'version', s.version}
end
if redis.call('HEXISTS', MANAGED, ARGV[1]) == 0 then
  read(s)
  return answer(s, 0)
end
redis.call('HDEL', MANAGED, ARGV[1])
touch(s, {}, {})
return answer(s, 1)
