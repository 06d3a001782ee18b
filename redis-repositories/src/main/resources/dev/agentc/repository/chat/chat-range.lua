-- ARGV: position of the stream in KEYS, asc | desc, lower bound, upper bound, most entries, most
-- bytes of bodies
-- Read piece by piece, because only the entries tell how large they are, and nobody is to hold more
-- of them than go into one reply. The last value is the id at which the bytes were used up, or ''.
local PIECE = 16
local s = load_session()
if not s then
  return {'gone'}
end
read(s)
local stream, descending = KEYS[tonumber(ARGV[1])], ARGV[2] == 'desc'
local lower, upper, left, room = ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])

local function piece(count)
  if descending then
    return redis.call('XREVRANGE', stream, upper, lower, 'COUNT', count)
  end
  return redis.call('XRANGE', stream, lower, upper, 'COUNT', count)
end

local entries, full = {}, ''
repeat
  local count = math.min(left, PIECE)
  local found = piece(count)
  for _, entry in ipairs(found) do
    -- The body is the first field. One entry always fits.
    room = room - #entry[2][2]
    if room < 0 and #entries > 0 then
      full = entry[1]
      break
    end
    entries[#entries + 1] = entry
  end
  left = left - #found
  if #found > 0 then
    local behind = '(' .. found[#found][1]
    if descending then
      upper = behind
    else
      lower = behind
    end
  end
until full ~= '' or #found < count or left == 0
return answer(s, redis.call('XLEN', stream), entries, full)
