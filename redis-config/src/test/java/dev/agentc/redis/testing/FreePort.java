package dev.agentc.redis.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;

/**
 * A port for a server that must find it again after a restart. Taken below the ranges from which
 * systems hand out ports for outgoing connections and for "port 0", so that nobody takes it while
 * the server is down.
 */
final class FreePort {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int BUS = 10_000;
  private static final int TRIES = 200;

  private FreePort() {}

  static int find() {
    return find(LOWEST, HIGHEST, FreePort::isFree);
  }

  /** Nodes of a cluster talk to each other at their port plus 10,000. */
  static int findWithClusterBus() {
    return find(LOWEST, HIGHEST - BUS, port -> isFree(port) && isFree(port + BUS));
  }

  private static int find(int lowest, int highest, IntPredicate suits) {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(lowest, highest);
      if (suits.test(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port between " + lowest + " and " + highest + " in " + TRIES + " tries");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
