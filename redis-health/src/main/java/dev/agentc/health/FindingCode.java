package dev.agentc.health;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Everything that a look can find. The constants are the catalogue: how urgent each is, what it
 * makes of the status, what it means and what mends it. {@code docs/health.md} has the same for
 * people.
 */
public enum FindingCode {
  UNREACHABLE(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "There is no connection to Redis.",
      "Every request that needs Redis fails.",
      "Check that Redis runs and that REDIS_HOST and REDIS_PORT (or REDIS_URL, REDIS_NODES) name it:"
          + " redis-cli -h <host> -p <port> PING. The connection comes back by itself."),
  HOST_UNKNOWN(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "The name of the Redis host cannot be resolved.",
      "Every request that needs Redis fails.",
      "Check the spelling of REDIS_HOST (or REDIS_URL, REDIS_NODES) and this machine's DNS: getent"
          + " hosts <host>."),
  RECONNECTING(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis answers, but this process is still connecting to it.",
      "Requests that need Redis fail until the connection is back.",
      "Wait: it is tried at least once a second. If it stays, look for rejected connections (INFO"
          + " stats) and at this process's log."),
  NO_REPLY(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis is connected but does not reply in time.",
      "Requests wait and then fail.",
      "Redis is blocked, stopped or starved, or the network drops packets. Look for a slow command"
          + " (SLOWLOG GET, LATENCY DOCTOR), a paused server (CLIENT UNPAUSE), swapping, a full disk"
          + " under an append-only file, and the state of the process."),
  STALLED(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "Redis did not reply in time a moment ago and does now.",
      "Requests of that time were slow or failed.",
      "Find what blocked it: SLOWLOG GET 10, LATENCY LATEST; usual causes are KEYS, large DEL or"
          + " LRANGE, long scripts, fork for a save, and swapping."),
  WRITES_STALLED(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "Redis answers reads, but a write gets no reply in time.",
      "Reads work; writes wait and then fail.",
      "A failover or CLIENT PAUSE … WRITE is under way (CLIENT UNPAUSE ends it), or the disk under"
          + " the append-only file is too slow."),
  AUTHENTICATION_FAILED(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis refuses the credentials, or wants some and got none.",
      "Every request that needs Redis fails.",
      "Set REDIS_USERNAME and REDIS_PASSWORD (or REDIS_PASSWORD_FILE) as in the server's ACL: ACL"
          + " GETUSER <user>; with Sentinel, REDIS_SENTINEL_PASSWORD as that of the Sentinels. The"
          + " next attempt reads a changed password file by itself."),
  PRIMARY_UNKNOWN(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "The Sentinels know no primary by this name.",
      "Every request that needs Redis fails.",
      "Set REDIS_SENTINEL_MASTER to one of the names that redis-cli -h <sentinel> -p <port> SENTINEL"
          + " MASTERS shows, or check that REDIS_NODES names the right Sentinels."),
  TLS_FAILED(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "The TLS handshake with Redis fails.",
      "Every request that needs Redis fails.",
      "If Redis speaks no TLS on this port, unset REDIS_TLS (or use redis:// in REDIS_URL). Otherwise"
          + " check REDIS_TLS_CA, the certificate's names and dates, and REDIS_TLS_CERT/_KEY: openssl"
          + " s_client -connect <host>:<port>."),
  CONNECTION_CLOSED_EARLY(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Something accepts the connection, but it is closed before Redis has answered.",
      "Every request that needs Redis fails.",
      "Most often the port wants TLS: set REDIS_TLS=true (or rediss:// in REDIS_URL). Otherwise a"
          + " proxy or a limit of clients closes it, or it is not a Redis."),
  HANDSHAKE_UNANSWERED(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Something accepts the connection, but does not answer the handshake.",
      "Every request that needs Redis fails.",
      "With TLS on: does Redis speak TLS on this port? If not, unset REDIS_TLS (or use redis:// in"
          + " REDIS_URL). Otherwise Redis is stopped or blocked, or it is not a Redis: redis-cli -h"
          + " <host> -p <port> PING."),
  TOO_MANY_CLIENTS(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis has reached its limit of clients and refuses new ones.",
      "This process cannot connect.",
      "Raise maxclients (CONFIG SET maxclients …, and the limit of open files), or close what holds"
          + " the connections: CLIENT LIST."),
  OVERLOADED(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Too many commands are waiting for Redis already.",
      "New requests are refused at once.",
      "Redis or the network is slower than the load. See the latency and SLOWLOG GET; then add"
          + " capacity, or raise REDIS_COMMAND_QUEUE if these are bursts."),
  CLOSED(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "This process has closed its connection to Redis.",
      "It is shutting down; requests that need Redis fail.",
      "None is needed, if the process was told to end."),
  LOADING(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis has started and is loading its data into memory.",
      "Reads and writes are refused until it is done.",
      "Wait; INFO persistence (loading_eta_seconds) says for how long."),
  SCRIPT_BUSY(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis is busy with a script or function that does not end.",
      "Reads and writes are refused.",
      "End it: SCRIPT KILL (or FUNCTION KILL); if it has written already, SHUTDOWN NOSAVE is the only"
          + " way. Then mend the script."),
  CLUSTER_DOWN(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "The cluster is down or does not serve this slot.",
      "Reads and writes of some or all keys fail.",
      "redis-cli --cluster check <host>:<port>; bring the failed primaries back, or assign the"
          + " uncovered slots: redis-cli --cluster fix."),
  PRIMARY_DOWN(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "A primary of the cluster does not serve its keys; others do.",
      "Reads and writes of the keys in its slots fail; the others work.",
      "Wait for a replica to take over (cluster-node-timeout). If none does, redis-cli --cluster check"
          + " <host>:<port> names the node: bring it back, or give it a replica for the next time."),
  SLOTS_UNCOVERED(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "Some slots of the cluster have no primary that serves them.",
      "Reads and writes of the keys in these slots fail.",
      "redis-cli --cluster check <host>:<port>; bring the failed primaries back, or assign the"
          + " uncovered slots: redis-cli --cluster fix."),
  REPLICA_LINK_DOWN(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis is a replica that has lost its primary and serves no data meanwhile.",
      "Reads and writes are refused.",
      "Restore the link (INFO replication, master_link_status), or make it the primary: REPLICAOF NO"
          + " ONE. Better: connect to the primary by a stable name or through Sentinel."),
  REPLICA_STALE(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "Redis is a replica that has lost its primary.",
      "What it answers may be old, and writes are refused.",
      "Restore the link (INFO replication, master_link_status), or make it the primary: REPLICAOF NO"
          + " ONE."),
  READ_ONLY(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "Redis refuses writes, because it is a replica.",
      "Reads work; every write fails.",
      "Connect to the primary (INFO replication names it), by a stable name or through Sentinel, or"
          + " make this one the primary: REPLICAOF NO ONE."),
  OUT_OF_MEMORY(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "Redis refuses writes, because its memory limit is reached.",
      "Reads work; writes that need memory fail.",
      "Raise the limit (CONFIG SET maxmemory …) or free memory: redis-cli --bigkeys, a shorter"
          + " SESSION_TTL, a smaller CHAT_MAX_MESSAGES."),
  PERSISTENCE_FAILED(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "Redis refuses writes, because it could not save its data.",
      "Reads work; every write fails, and what was written since the last save is on no disk.",
      "See Redis's log: usually the disk is full, the directory (CONFIG GET dir) is not writable or"
          + " fork lacks memory (vm.overcommit_memory=1). Then BGSAVE."),
  PERSISTENCE_FAILING(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "The last save of Redis's data failed.",
      "A crash of Redis would lose what was written since; soon it may refuse writes.",
      "See Redis's log: usually the disk is full, the directory (CONFIG GET dir) is not writable or"
          + " fork lacks memory (vm.overcommit_memory=1). Then BGSAVE or BGREWRITEAOF."),
  APPEND_ONLY_OFF(
      Severity.INFO,
      HealthStatus.HEALTHY,
      "Redis keeps no append-only file.",
      "A crash of Redis loses what was written since its last snapshot, or everything.",
      "CONFIG SET appendonly yes, and the same in redis.conf (CONFIG REWRITE)."),
  TOO_FEW_REPLICAS(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "Redis refuses writes, because too few replicas are connected.",
      "Reads work; every write fails.",
      "Bring the replicas back (INFO replication, min_slaves_good_slaves), or lower"
          + " min-replicas-to-write."),
  KEYS_FORBIDDEN(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "The ACL user may not read and write keys under REDIS_KEY_PREFIX.",
      "Every request that needs Redis fails.",
      "Make the two agree: set REDIS_KEY_PREFIX to the prefix that the user may use, or ACL SETUSER"
          + " <user> ~<prefix>:* +@all -@dangerous."),
  WRITES_FORBIDDEN(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "The ACL user may read keys under REDIS_KEY_PREFIX, but not write them.",
      "Reads work; every write fails.",
      "ACL SETUSER <user> ~<prefix>:* +@write."),
  INFO_FORBIDDEN(
      Severity.INFO,
      HealthStatus.HEALTHY,
      "The ACL user may not run INFO; memory, clients, hit ratio, persistence and replication were"
          + " skipped.",
      "None for requests; this diagnosis is smaller.",
      "ACL SETUSER <user> +info."),
  WHOAMI_FORBIDDEN(
      Severity.INFO,
      HealthStatus.HEALTHY,
      "The ACL user may not run ACL WHOAMI; authenticated_as was skipped.",
      "None for requests; this diagnosis is smaller.",
      "ACL SETUSER <user> +acl|whoami."),
  CLUSTER_INFO_FORBIDDEN(
      Severity.INFO,
      HealthStatus.HEALTHY,
      "The ACL user may not run CLUSTER INFO; the coverage of slots was skipped.",
      "None for requests; this diagnosis is smaller.",
      "ACL SETUSER <user> +cluster|info."),
  DELETE_FAILED(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "Keys can be written, but DEL or EXISTS fails.",
      "Deleting sessions, users and chats may fail.",
      "ACL SETUSER <user> ~<prefix>:* +del +exists."),
  VALUE_LOST(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "A key that was just written does not come back as it was written.",
      "Sessions may vanish.",
      "Look for eviction (maxmemory-policy should be noeviction), FLUSHALL by others, and reads that"
          + " go to another server than writes."),
  UNEXPECTED_REPLY(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis answers a plain command with an error that is not known here.",
      "Requests that need Redis may fail.",
      "See this process's log for the reply. Is it a Redis 6.2 or later, or a proxy that lacks the"
          + " command?"),
  CHECK_FAILED(
      Severity.CRITICAL,
      HealthStatus.ERROR,
      "The look itself failed.",
      "Nothing is known about Redis.",
      "This is a fault of this program: its log has the cause."),
  SLOW(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "Redis answers slowly.",
      "Every request takes longer.",
      "Compare with redis-cli --latency on the server itself: if it is fast there, it is the network,"
          + " else see SLOWLOG GET 10, LATENCY DOCTOR, the CPU and swapping."),
  VERY_SLOW(
      Severity.CRITICAL,
      HealthStatus.UNHEALTHY,
      "Redis answers so slowly that requests run into their deadlines.",
      "Requests fail or take seconds.",
      "Compare with redis-cli --latency on the server itself: if it is fast there, it is the network,"
          + " else see SLOWLOG GET 10, LATENCY DOCTOR, the CPU and swapping."),
  MEMORY_PRESSURE(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "Redis has nearly reached its memory limit.",
      "Soon writes will be refused or keys evicted.",
      "Raise the limit (CONFIG SET maxmemory …) or free memory: redis-cli --bigkeys, a shorter"
          + " SESSION_TTL, a smaller CHAT_MAX_MESSAGES."),
  NO_MEMORY_LIMIT(
      Severity.INFO,
      HealthStatus.HEALTHY,
      "Redis has no memory limit.",
      "If it grows beyond the machine's memory, the system kills it or swaps.",
      "CONFIG SET maxmemory to about three quarters of the memory it may use."),
  EVICTION_ALLOWED(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "Redis may evict keys when its memory is full: maxmemory-policy is not noeviction.",
      "Sessions and chats may vanish before their time, in part too.",
      "CONFIG SET maxmemory-policy noeviction, and keep caches in another Redis."),
  EVICTIONS(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "Redis evicted keys since the previous look.",
      "Sessions and chats are being lost.",
      "CONFIG SET maxmemory-policy noeviction, and raise maxmemory."),
  LOW_HIT_RATIO(
      Severity.WARNING,
      HealthStatus.HEALTHY,
      "Most reads since the previous look found nothing.",
      "Work for nothing; perhaps clients ask for sessions that have expired.",
      "Compare SESSION_TTL with how long clients keep their session ids."),
  MANY_CLIENTS(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "Redis is close to its limit of clients.",
      "Soon new connections will be refused.",
      "See who holds them (CLIENT LIST), lower REDIS_MAX_CONNECTIONS or raise maxclients."),
  REJECTED_CONNECTIONS(
      Severity.CRITICAL,
      HealthStatus.DEGRADED,
      "Redis rejected connections since the previous look, because of its limit of clients.",
      "Some processes cannot connect.",
      "See who holds them (CLIENT LIST), lower REDIS_MAX_CONNECTIONS or raise maxclients."),
  RESTARTED(
      Severity.INFO,
      HealthStatus.HEALTHY,
      "Redis was restarted since the previous look.",
      "Without persistence its data is gone.",
      "If nobody did it on purpose, see its log and the system's (OOM killer)."),
  OLD_VERSION(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "This version of Redis is older than 6.2.",
      "Some commands that are needed do not exist there.",
      "Upgrade to Redis 6.2 or later, or to Valkey."),
  POOL_EXHAUSTED(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "All connections are leased and callers are waiting.",
      "Operations with a connection of their own are slow or refused.",
      "Raise REDIS_MAX_CONNECTIONS, or shorten what is done with leased connections."),
  QUEUE_FILLING(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "The queue of commands is nearly full.",
      "Soon requests will be refused as overloaded.",
      "Redis or the network is slower than the load. See the latency and SLOWLOG GET; then add"
          + " capacity, or raise REDIS_COMMAND_QUEUE if these are bursts."),
  CONNECTION_UNSTABLE(
      Severity.WARNING,
      HealthStatus.DEGRADED,
      "The connection was lost and made again several times since the previous look.",
      "Requests fail at each loss.",
      "Look for restarts of Redis, a proxy or firewall that cuts idle connections, and CLIENT KILL in"
          + " Redis's log.");

  private final Severity severity;
  private final HealthStatus status;
  private final String message;
  private final String impact;
  private final String resolution;

  FindingCode(
      Severity severity, HealthStatus status, String message, String impact, String resolution) {
    this.severity = severity;
    this.status = status;
    this.message = message;
    this.impact = impact;
    this.resolution = resolution;
  }

  public Severity severity() {
    return severity;
  }

  /** What the status is at best while this holds. */
  public HealthStatus status() {
    return status;
  }

  /** What is so, in one sentence; a {@link Finding} may say it with numbers. */
  public String message() {
    return message;
  }

  public String impact() {
    return impact;
  }

  public String resolution() {
    return resolution;
  }

  /** Each finding once, the most severe first, otherwise in the order given. */
  static List<Finding> mostSevereFirst(Collection<Finding> findings) {
    return findings.stream()
        .distinct()
        .sorted(Comparator.comparing(Finding::severity).reversed())
        .toList();
  }

  /** The status that these findings leave. */
  static HealthStatus statusOf(Collection<Finding> findings) {
    return HealthStatus.worst(findings.stream().map(each -> each.code().status()).toList());
  }
}
