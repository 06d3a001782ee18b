-- What every script on a chat begins with. KEYS: the nine keys of the session, itself first.
-- Numbers go through %.0f: Lua's own tostring turns microseconds into 1.7e+15.
local ROOT, META, MANAGED, MESSAGES, TOOL_CALLS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local INTERACTIONS, ORDER, REPLIES, REPLY_EXPIRY = KEYS[6], KEYS[7], KEYS[8], KEYS[9]

local function int(number)
  return string.format('%.0f', number)
end

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
local now_ms = math.floor(now / 1000)

-- The session, or nil when there is none (then nothing may be written).
local function load_session()
  local f = redis.call('HMGET', ROOT, 'created_at', 'last_activity', 'expires_at', 'ttl', 'user_id')
  if not f[1] then
    return nil
  end
  local s = {
    created_at = f[1],
    last_activity = f[2],
    expires_at = f[3],
    ttl = tonumber(f[4]),
    user_id = f[5] or '',
    moved = false
  }
  -- Lazily: only when a tenth of the time has gone since the last time.
  s.due = now_ms >= tonumber(s.expires_at) - s.ttl + s.ttl / 10
  return s
end

-- After a read: all nine keys to the new deadline, or none. A server that refuses writes still
-- answers. HSET goes first, because it is what a full memory refuses.
local function prolong(s)
  if not s.due then
    return
  end
  local deadline = int(now_ms + s.ttl)
  local set = redis.pcall('HSET', ROOT, 'expires_at', deadline)
  if type(set) == 'table' and set.err then
    return
  end
  for i = 1, #KEYS do
    redis.pcall('PEXPIREAT', KEYS[i], deadline)
  end
  s.expires_at = deadline
  s.moved = true
end

-- After a write: dates and counts the session and gives every key the one deadline. 'written' are
-- the keys that may be new; the others have their deadline already.
local function touch(s, written, fields)
  local at = int(math.max(now, tonumber(s.last_activity) + 1))
  s.last_activity = at
  if s.due then
    s.expires_at = int(now_ms + s.ttl)
    written = KEYS
  end
  s.moved = true
  redis.call('HSET', ROOT, 'updated_at', at, 'last_activity', at, 'expires_at', s.expires_at,
    unpack(fields))
  for i = 1, #written do
    redis.call('PEXPIREAT', written[i], s.expires_at)
  end
end

-- What the caller needs to follow up in the session indexes: moved or not, and where it stands.
local function answer(s, ...)
  return {
    'ok', s.moved and '1' or '0', s.created_at, s.last_activity, s.expires_at, s.user_id, ...
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
  local ended = redis.call('ZRANGEBYSCORE', REPLY_EXPIRY, '-inf', int(now_ms), 'LIMIT', 0, 4)
  local ends = int(now_ms + tonumber(ttl))
  redis.call('HSET', REPLIES, scope, fingerprint .. ends .. ' ' .. reply)
  redis.call('ZADD', REPLY_EXPIRY, ends, scope)
  for _, old in ipairs(ended) do
    if old ~= scope then
      redis.call('HDEL', REPLIES, old)
      redis.call('ZREM', REPLY_EXPIRY, old)
    end
  end
end
