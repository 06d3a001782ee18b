-- Copies a session that the library wrote, under other ids, and lists the copies. For a Redis of the
-- benchmark's own: the keys are not named beforehand.
-- KEYS[1] the session to copy, KEYS[2] its metadata
-- ARGV: number of the first copy, of the one behind the last, number of index shards
local function text(number)
  return string.format('%.0f', number)
end

local function letters(number)
  local word = ''
  for _ = 1, 5 do
    word = string.char(97 + number % 26) .. word
    number = math.floor(number / 26)
  end
  return word
end

-- As Java's String.hashCode, which names the shard; 2^32 is a multiple of every power of two.
local function shard(id)
  local hash = 0
  for i = 1, #id do
    hash = (hash * 31 + string.byte(id, i)) % 4294967296
  end
  return text(hash % tonumber(ARGV[3]))
end

local fields, metadata = redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2])
local session = {}
for i = 1, #fields, 2 do
  session[fields[i]] = fields[i + 1]
end
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  local id = 'seed-' .. letters(n)
  local user = n % 2 == 0 and 'ann' or 'user-' .. n % 1000
  local key = 'agentc:session:{s:' .. id .. '}'
  local at = text(tonumber(session.created_at) + n)
  redis.call('HSET', key, unpack(fields))
  redis.call('HSET', key, 'created_at', at, 'updated_at', at, 'last_activity', at, 'user_id', user)
  redis.call('HSET', key .. ':meta', unpack(metadata))
  redis.call('PEXPIREAT', key, session.expires_at)
  redis.call('PEXPIREAT', key .. ':meta', session.expires_at)
  for _, index in ipairs({'agentc:sessions:{i:' .. shard(id) .. '}', 'agentc:user:{u:' .. user .. '}:sessions'}) do
    redis.call('ZADD', index .. ':activity', at, id)
    redis.call('ZADD', index .. ':created', at, id)
    redis.call('ZADD', index .. ':expiry', session.expires_at, id)
  end
end
