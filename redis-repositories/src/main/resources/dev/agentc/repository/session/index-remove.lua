-- ARGV: id and created of each entry to remove, where created is still that
local removed = 0
for i = 1, #ARGV, 2 do
  if same(redis.call('ZSCORE', KEYS[2], ARGV[i]) or -1, ARGV[i + 1]) then
    for k = 1, 3 do
      redis.call('ZREM', KEYS[k], ARGV[i])
    end
    removed = removed + 1
  end
end
if removed > 0 then
  expire_with_last()
end
return {removed}
