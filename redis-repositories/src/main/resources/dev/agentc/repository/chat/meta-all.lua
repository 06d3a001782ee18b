-- ARGV: position of the metadata in KEYS
local s = load_session()
if not s then
  return {'gone'}
end
read(s)
local dates = redis.call('HMGET', ROOT, 'updated_at', 'is_active')
return answer(s, s.version, dates[1], dates[2] or 'true',
  redis.call('HGETALL', KEYS[tonumber(ARGV[1])]))
