-- ARGV: position of the metadata in KEYS, key
local s = load_session()
if not s then
  return {'gone'}
end
read(s)
return answer(s, s.version, redis.call('HGET', KEYS[tonumber(ARGV[1])], ARGV[2]))
