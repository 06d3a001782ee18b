-- ARGV: most entries to remove
return {(drop_expired(tonumber(ARGV[1]), tonumber(ARGV[1])))}
