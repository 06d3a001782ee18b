-- KEYS[1] user record
-- ARGV: versions that may be replaced as ',1,3,' or '' for any, then three for each field: '+', its
-- name and value, or '-', its name and '' when it is to be absent
local found = redis.call('HMGET', KEYS[1], 'version', 'created_at', 'uuid')
if not found[1] then
  return {'gone'}
end
if ARGV[1] ~= '' and not string.find(ARGV[1], ',' .. found[1] .. ',', 1, true) then
  return {'version', found[1]}
end
local time = redis.call('TIME')
local now = math.max(tonumber(time[1]) * 1000000 + tonumber(time[2]), tonumber(found[2]))
local updated = string.format('%.0f', now)
local version = string.format('%.0f', tonumber(found[1]) + 1)
local set = {'version', version, 'updated_at', updated}
local absent = {}
for i = 2, #ARGV, 3 do
  if ARGV[i] == '+' then
    set[#set + 1] = ARGV[i + 1]
    set[#set + 1] = ARGV[i + 2]
  else
    absent[#absent + 1] = ARGV[i + 1]
  end
end
-- First what may be refused for want of memory: after it nothing is.
redis.call('HSET', KEYS[1], unpack(set))
if #absent > 0 then
  redis.call('HDEL', KEYS[1], unpack(absent))
end
return {'replaced', version, updated, found[2], found[3]}
