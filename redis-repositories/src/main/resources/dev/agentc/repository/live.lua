-- What every script on a session shares. KEYS[1] to KEYS[9] are the session's keys, the session
-- itself first; it is alive while that one exists.

-- The last argument of every script on a session: the user whose it must be, or '' for anybody's. A
-- session of another user is to be answered for as if it were gone.
local OWNER = table.remove(ARGV)

local function owned_by(user_id)
  return OWNER == '' or user_id == OWNER
end

-- Microseconds; exact, because 2^53 of them last until the year 2255.
local function now_micros()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- Lua would print large numbers as 1.7e+15.
local function text(number)
  return string.format('%.0f', number)
end

local function millis(micros)
  return math.floor(micros / 1000)
end

-- versions is ',1,3,' or '' for any
local function version_allowed(versions, version)
  return versions == '' or string.find(versions, ',' .. version .. ',', 1, true) ~= nil
end

-- All keys of a session expire at the same instant. To be called after the last write of a script.
local function expire_all(deadline)
  for i = 1, 9 do
    redis.call('PEXPIREAT', KEYS[i], deadline)
  end
end

-- For writes: activity moves on strictly, so that no two writes of a session look simultaneous.
local function next_activity(last_activity)
  return math.max(now_micros(), tonumber(last_activity) + 1)
end

-- For reads: moves the deadline when a tenth of the time to live has gone, and returns the one that
-- holds and whether it moved: 1, 0, or 2 where it was due but refused. A Redis that refuses writes must still answer, hence pcall; and HSET
-- goes first because it is what an exhausted memory refuses, while PEXPIREAT would go through.
local function prolong(expires_at, ttl)
  local now = millis(now_micros())
  if now < expires_at - ttl + ttl / 10 then
    return text(expires_at), 0
  end
  local deadline = text(now + ttl)
  local reply = redis.pcall('HSET', KEYS[1], 'expires_at', deadline)
  if type(reply) == 'table' and reply.err then
    return text(expires_at), 2
  end
  expire_all(deadline)
  return deadline, 1
end

-- Lua's stack is bounded, so that long argument lists go in pieces (of an even number).
local function hset_all(key, pairs_list)
  for i = 1, #pairs_list, 1000 do
    redis.call('HSET', key, unpack(pairs_list, i, math.min(i + 999, #pairs_list)))
  end
end

local function hdel_all(key, fields)
  for i = 1, #fields, 1000 do
    redis.call('HDEL', key, unpack(fields, i, math.min(i + 999, #fields)))
  end
end
