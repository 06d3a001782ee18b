-- ARGV: key, value, most bytes, versions that the session may have as ',1,3,' or '' for any
local s = load_session()
if not s then
  return {'gone'}
end
if not version_allowed(ARGV[4], s.version) then
  return {'version', s.version}
end
local all = redis.call('HGETALL', MANAGED)
local sum = #ARGV[1] + #ARGV[2]
for i = 1, #all, 2 do
  if all[i] == ARGV[1] then
    if all[i + 1] == ARGV[2] then
      read(s)
      return answer(s, s.version)
    end
  else
    sum = sum + #all[i] + #all[i + 1]
  end
end
if sum > tonumber(ARGV[3]) then
  return {'large', text(sum)}
end
redis.call('HSET', MANAGED, ARGV[1], ARGV[2])
touch(s, {MANAGED}, {})
return answer(s, s.version)
