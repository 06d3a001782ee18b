-- Removes entries whose session has expired: returns how many, and whether Redis took it.
local function drop_expired(batch, most)
  local now = text(now_millis())
  local dropped = 0
  repeat
    local dead = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, batch)
    if #dead > 0 then
      for k = 1, 3 do
        local reply = redis.pcall('ZREM', KEYS[k], unpack(dead))
        if type(reply) == 'table' and reply.err then
          return dropped, false
        end
      end
    end
    dropped = dropped + #dead
  until #dead < batch or dropped >= most
  return dropped, true
end
