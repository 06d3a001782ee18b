package dev.agentc.redis.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A slot on its way from one primary to another, as {@code redis-cli --cluster reshard} does it.
 * Until {@link #finish()}, the old owner answers ASK for keys that it no longer has, and commands
 * on several keys may get TRYAGAIN.
 */
public final class SlotMigration {
  private static final int LIMIT_MILLIS = 10_000;

  private final RedisCluster cluster;
  private final int slot;
  private final RedisServer from;
  private final RedisServer to;

  SlotMigration(RedisCluster cluster, int slot, RedisServer from, RedisServer to) {
    this.cluster = cluster;
    this.slot = slot;
    this.from = from;
    this.to = to;
    String number = Integer.toString(slot);
    to.cli("CLUSTER", "SETSLOT", number, "IMPORTING", cluster.idOf(from));
    from.cli("CLUSTER", "SETSLOT", number, "MIGRATING", cluster.idOf(to));
  }

  /** Moves at most so many keys; returns how many it were. */
  public int moveKeys(int most) {
    String keys =
        from.cli("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(most));
    if (keys.isEmpty()) {
      return 0;
    }
    List<String> names = List.of(keys.split("\n", -1));
    List<String> migrate = new ArrayList<>(List.of("MIGRATE", to.host()));
    migrate.addAll(List.of(Integer.toString(to.port()), "", "0", Integer.toString(LIMIT_MILLIS)));
    migrate.addAll(List.of("AUTH2", ServerConf.ADMIN, ServerConf.ADMIN_PASSWORD, "KEYS"));
    migrate.addAll(names);
    from.cli(migrate.toArray(new String[0]));
    return names.size();
  }

  /** Moves what is left, and hands the slot over; all nodes that answer know it then. */
  public void finish() {
    while (moveKeys(1_000) > 0) {
      // Until none is left.
    }
    cluster.assign(List.of(slot), from, to);
  }
}
