-- KEYS[1] index of users
-- ARGV: count, offset; or count, score and id behind which the page begins
-- Newest first; equal scores go by id, downwards, as sorted sets do.
local count = tonumber(ARGV[1])
local first
if #ARGV == 2 then
  first = tonumber(ARGV[2])
else
  -- Bytes, because Lua compares strings by the server's locale.
  local function below(a, b)
    for i = 1, math.min(#a, #b) do
      local x, y = string.byte(a, i), string.byte(b, i)
      if x ~= y then
        return x < y
      end
    end
    return #a < #b
  end
  first = redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[2], '+inf')
  while true do
    local at = redis.call('ZREVRANGE', KEYS[1], first, first, 'WITHSCORES')
    if not at[1] or tonumber(at[2]) ~= tonumber(ARGV[2]) or below(at[1], ARGV[3]) then
      break
    end
    first = first + 1
  end
end
local page = redis.call('ZREVRANGE', KEYS[1], first, first + count - 1, 'WITHSCORES')
return {redis.call('ZCARD', KEYS[1]), page}
