-- ARGV: versions that may be changed as ',1,3,' or '' for any; new ttl in ms or ''; '1' to remove all
-- other metadata; most bytes of metadata; number of fields; then for each field name, operation,
-- value; then for each key of metadata key, operation, value, value seen. Operations: '=' set, '-'
-- remove; of metadata '?' set, but ask back when only a look at the content can tell whether it
-- differs; '&' ask back, because what is there decides; '!' set, if what is there is still what was
-- seen ('' for nothing), else ask back.
local root = redis.call('HGETALL', KEYS[1])
if #root == 0 then
  return {'gone'}
end
local metadata = redis.call('HGETALL', KEYS[2])

local function map_of(list)
  local map = {}
  for i = 1, #list, 2 do
    map[list[i]] = list[i + 1]
  end
  return map
end

local session, values = map_of(root), map_of(metadata)
if not owned_by(session.user_id) then
  return {'gone'}
end
if not version_allowed(ARGV[1], session.version) then
  return {'version', session.version}
end

-- '{', '[' and numbers can be the same value in another text.
local function kind_of(json)
  local first = string.sub(json, 1, 1)
  return string.find(first, '[%d-]') and '0' or first
end

local set, removed = {}, {}
local put, dropped, named = {}, {}, {}
local last_field = 5 + 3 * ARGV[5]
for i = 6, last_field, 3 do
  local name, operation, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if operation == '-' then
    if session[name] then
      removed[#removed + 1] = name
    end
  elseif session[name] ~= value then
    set[#set + 1] = name
    set[#set + 1] = value
  end
end
for i = last_field + 1, #ARGV, 4 do
  local key, operation, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local old = values[key]
  named[key] = true
  if operation == '&' or operation == '!' and (old or '') ~= ARGV[i + 3] then
    return {'compare', root, metadata}
  end
  if operation == '-' then
    if old then
      dropped[#dropped + 1] = key
    end
  elseif old ~= value then
    if operation == '?' and old and kind_of(old) == kind_of(value) then
      return {'compare', root, metadata}
    end
    put[#put + 1] = key
    put[#put + 1] = value
  end
end
local bytes = 0
for key, value in pairs(values) do
  if ARGV[3] == '1' and not named[key] then
    dropped[#dropped + 1] = key
  end
  bytes = bytes + #key + #value
end
local before = bytes
for i = 1, #dropped do
  bytes = bytes - #dropped[i] - #values[dropped[i]]
end
for i = 1, #put, 2 do
  local old = values[put[i]]
  bytes = bytes + #put[i + 1] + (old and -#old or #put[i])
end
-- A lower limit than when it was stored must not refuse what makes it smaller.
if bytes > tonumber(ARGV[4]) and bytes > before then
  return {'large', text(bytes)}
end

local new_ttl = ARGV[2] ~= '' and ARGV[2] ~= session.ttl
if #set + #removed + #put + #dropped == 0 and not new_ttl then
  local expires_at, moved = prolong(tonumber(session.expires_at), tonumber(session.ttl))
  return {'same', root, metadata, expires_at, moved}
end
local ttl = new_ttl and ARGV[2] or session.ttl
local activity = text(next_activity(session.last_activity))
local version = text(session.version + 1)
local expires_at = text(millis(now_micros()) + ttl)
redis.call('HSET', KEYS[1], 'updated_at', activity, 'last_activity', activity, 'version', version,
    'expires_at', expires_at, 'ttl', ttl, unpack(set))
hdel_all(KEYS[1], removed)
hdel_all(KEYS[2], dropped)
hset_all(KEYS[2], put)
expire_all(expires_at)
return {'changed', root, metadata, activity, version, expires_at, ttl}
