package dev.agentc.api.faults;

import java.time.Duration;
import java.util.function.ToLongBiFunction;

/**
 * What a history has to keep.
 *
 * @param losses what the topology may do to acknowledged writes
 * @param server whether it may end without answering
 * @param reads whether chats are read where all is that was acknowledged
 * @param deadline of one command, {@code REDIS_SOCKET_TIMEOUT}
 * @param stalled how many nanoseconds of an interval the machine stood still, which no deadline can
 *     help: see {@link Stalls}
 */
record Rules(
    Losses losses,
    ServerLife server,
    Reads reads,
    Duration deadline,
    ToLongBiFunction<Long, Long> stalled) {

  /** Of acknowledged writes. */
  enum Losses {
    NONE,
    /** Counted, not forbidden: replication that nobody waited for, a disk that nobody synced. */
    COUNTED
  }

  /** Of the HTTP server. */
  enum ServerLife {
    STAYS,
    MAY_BE_KILLED
  }

  /** Of chats. */
  enum Reads {
    CURRENT,
    /** {@code REDIS_READ_FROM}: what was written a moment ago may not be there yet. */
    MAY_BE_STALE
  }

  static Rules strict(Duration deadline, Stalls stalls) {
    return new Rules(Losses.NONE, ServerLife.STAYS, Reads.CURRENT, deadline, stalls::within);
  }

  Rules mayLose() {
    return new Rules(Losses.COUNTED, server, reads, deadline, stalled);
  }

  Rules serverMayDie() {
    return new Rules(losses, ServerLife.MAY_BE_KILLED, reads, deadline, stalled);
  }

  Rules readsMayBeStale() {
    return new Rules(losses, server, Reads.MAY_BE_STALE, deadline, stalled);
  }
}
