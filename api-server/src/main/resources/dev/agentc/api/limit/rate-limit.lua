-- KEYS[1] the moment (microseconds) at which the caller has all its requests again
-- ARGV: microseconds that give one request back, microseconds that give all back
-- Returns 0 and takes a request, or after how many microseconds there is one.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + ARGV[1]
local wait = full - now - ARGV[2]
-- A thousandth of a microsecond is what the division of the period may lose.
if wait > 0.001 then
  return {math.ceil(wait)}
end
redis.call('SET', KEYS[1], string.format('%.6f', full), 'PX', string.format('%.0f',
  math.ceil((full - now) / 1000)))
return {0}
