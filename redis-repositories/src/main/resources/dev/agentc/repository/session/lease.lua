-- KEYS[1] lease. ARGV: token, ms; 0 ms gives it back. 1 when the token's owner has it now
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then
  return {0}
end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return {1}
