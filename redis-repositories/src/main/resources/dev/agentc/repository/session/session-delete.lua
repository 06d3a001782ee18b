-- ARGV: versions that may be deleted as ',1,3,' or '' for any
local found = redis.call('HMGET', KEYS[1], 'version', 'created_at', 'user_id')
if not found[1] or not owned_by(found[3]) then
  return {'gone'}
end
if not version_allowed(ARGV[1], found[1]) then
  return {'version', found[1]}
end
redis.call('UNLINK', unpack(KEYS))
return {'deleted', found[2], found[3] or ''}
