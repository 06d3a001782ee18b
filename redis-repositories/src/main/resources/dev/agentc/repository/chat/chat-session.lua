-- What every script on a chat shares, on top of live.lua.
local ROOT, META, MANAGED, MESSAGES, TOOL_CALLS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local INTERACTIONS, ORDER, REPLIES, REPLY_EXPIRY = KEYS[6], KEYS[7], KEYS[8], KEYS[9]

local now = now_micros()
local now_ms = millis(now)

-- The session, or nil when there is none for this caller (then nothing may be written).
local function load_session()
  local f = redis.call('HMGET', ROOT, 'created_at', 'last_activity', 'expires_at', 'ttl', 'user_id',
    'version')
  if not f[1] or not owned_by(f[5]) then
    return nil
  end
  return {
    created_at = f[1],
    last_activity = f[2],
    expires_at = f[3],
    ttl = tonumber(f[4]),
    user_id = f[5] or '',
    version = f[6],
    moved = false
  }
end

-- For reads, and before anything that refuses.
local function read(s)
  local deadline, moved = prolong(tonumber(s.expires_at), s.ttl)
  s.expires_at = deadline
  s.moved = moved == 1
  s.refused = moved == 2
end

-- After a write: dates and counts the session and gives every key the one deadline. 'written' are
-- the keys that may be new; the others have their deadline already, unless it moves.
local function touch(s, written, fields)
  s.last_activity = text(next_activity(s.last_activity))
  s.moved = true
  local moves = now_ms >= tonumber(s.expires_at) - s.ttl + s.ttl / 10
  if moves then
    s.expires_at = text(now_ms + s.ttl)
  end
  redis.call('HSET', ROOT, 'updated_at', s.last_activity, 'last_activity', s.last_activity,
    'expires_at', s.expires_at, unpack(fields))
  if moves then
    expire_all(s.expires_at)
    return
  end
  for i = 1, #written do
    redis.call('PEXPIREAT', written[i], s.expires_at)
  end
end

-- What the caller needs to follow up in the session indexes: moved or not (2: should have been, but
-- this Redis refuses writes), and where it stands.
local function answer(s, ...)
  return {
    'ok', s.moved and '1' or s.refused and '2' or '0', s.created_at, s.last_activity, s.expires_at, s.user_id, ...
  }
end

-- The earlier reply to an idempotency key: nil when there is none, false when the key stood for
-- another request. A record is the fingerprint (64 characters), its end in ms, a space, the reply.
local function replay(scope, fingerprint)
  if scope == '' then
    return nil
  end
  local found = redis.call('HGET', REPLIES, scope)
  if not found then
    return nil
  end
  local space = string.find(found, ' ', 65, true)
  if tonumber(string.sub(found, 65, space - 1)) <= now_ms then
    return nil
  end
  if string.sub(found, 1, 64) ~= fingerprint then
    return false
  end
  return string.sub(found, space + 1)
end

-- Keeps a reply; drops up to four that have ended, so that the records never pile up.
local function remember(scope, fingerprint, ttl, reply)
  if scope == '' then
    return
  end
  local ended = redis.call('ZRANGEBYSCORE', REPLY_EXPIRY, '-inf', text(now_ms), 'LIMIT', 0, 4)
  local ends = text(now_ms + tonumber(ttl))
  redis.call('HSET', REPLIES, scope, fingerprint .. ends .. ' ' .. reply)
  redis.call('ZADD', REPLY_EXPIRY, ends, scope)
  for _, old in ipairs(ended) do
    if old ~= scope then
      redis.call('HDEL', REPLIES, old)
      redis.call('ZREM', REPLY_EXPIRY, old)
    end
  end
end
