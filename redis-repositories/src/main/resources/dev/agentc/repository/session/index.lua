-- What the scripts on an index share. KEYS: activity (score: microseconds), created (score:
-- microseconds), expiry (score: milliseconds); members are session ids. A session's entry is told
-- from that of an earlier one of the same id by its time of creation.

local function now_millis()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number)
  return string.format('%.0f', number)
end

local function same(a, b)
  return tonumber(a) == tonumber(b)
end

-- An index dies with the last of its sessions.
local function expire_with_last()
  local last = redis.call('ZREVRANGE', KEYS[3], 0, 0, 'WITHSCORES')
  if last[2] then
    for i = 1, 3 do
      redis.call('PEXPIREAT', KEYS[i], text(tonumber(last[2])))
    end
  end
end
