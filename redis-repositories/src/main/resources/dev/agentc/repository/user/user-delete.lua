-- KEYS[1] user record
-- ARGV: versions that may be deleted as ',1,3,' or '' for any
local found = redis.call('HMGET', KEYS[1], 'version', 'created_at')
if not found[1] then
  return {'gone'}
end
if ARGV[1] ~= '' and not string.find(ARGV[1], ',' .. found[1] .. ',', 1, true) then
  return {'version', found[1]}
end
redis.call('DEL', KEYS[1])
return {'deleted', found[2]}
