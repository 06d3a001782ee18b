-- ARGV: '1' to sort by activity or '2' by creation; 'desc' or 'asc'; how many; offset; score and id
-- to go on after, or '' and ''. Returns the exact total, then id, score, created of each entry and 1
-- when it has expired but could not be removed.
drop_expired(500, 10000)
local now = text(now_millis())
local key = KEYS[tonumber(ARGV[1])]
local descending = ARGV[2] == 'desc'
local count = tonumber(ARGV[3])

-- As bytes, which is how sorted sets order ties; Lua's own < follows the server's locale.
local function less(a, b)
  local length = math.min(#a, #b)
  for i = 1, length do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x < y
    end
  end
  return #a < #b
end

local function behind_cursor(score, id)
  if tonumber(score) ~= tonumber(ARGV[5]) then
    return true
  end
  if descending then
    return less(id, ARGV[6])
  end
  return less(ARGV[6], id)
end

local entries = {}
if ARGV[5] == '' then
  local range = descending and 'ZREVRANGE' or 'ZRANGE'
  local offset = tonumber(ARGV[4])
  entries = redis.call(range, key, text(offset), text(offset + count - 1), 'WITHSCORES')
else
  local skipped = 0
  repeat
    local chunk
    if descending then
      chunk = redis.call('ZREVRANGEBYSCORE', key, ARGV[5], '-inf', 'WITHSCORES', 'LIMIT', skipped, count + 1)
    else
      chunk = redis.call('ZRANGEBYSCORE', key, ARGV[5], '+inf', 'WITHSCORES', 'LIMIT', skipped, count + 1)
    end
    for i = 1, #chunk, 2 do
      if #entries < 2 * count and behind_cursor(chunk[i + 1], chunk[i]) then
        entries[#entries + 1] = chunk[i]
        entries[#entries + 1] = chunk[i + 1]
      end
    end
    skipped = skipped + #chunk / 2
  until #entries >= 2 * count or #chunk < 2 * (count + 1)
end

local reply = {redis.call('ZCOUNT', KEYS[3], '(' .. now, '+inf')}
for i = 1, #entries, 2 do
  reply[#reply + 1] = entries[i]
  reply[#reply + 1] = entries[i + 1]
  reply[#reply + 1] = redis.call('ZSCORE', KEYS[2], entries[i]) or '0'
  local expiry = tonumber(redis.call('ZSCORE', KEYS[3], entries[i]) or 0)
  reply[#reply + 1] = expiry <= tonumber(now) and 1 or 0
end
return reply
