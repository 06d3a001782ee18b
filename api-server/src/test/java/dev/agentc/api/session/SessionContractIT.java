package dev.agentc.api.session;

import dev.agentc.api.RedisStorage;
import dev.agentc.api.Storage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All that the session endpoints promise, from HTTP to a real Redis of each topology and back. */
class SessionContractIT {

  @RegisterExtension static final RedisStorage redis = new RedisStorage();

  @Nested
  class Create extends SessionCreateTest {
    @Override
    Storage storage() {
      return redis;
    }
  }

  @Nested
  class Idempotency extends SessionIdempotencyTest {
    @Override
    Storage storage() {
      return redis;
    }
  }

  @Nested
  class Read extends SessionReadTest {
    @Override
    Storage storage() {
      return redis;
    }
  }

  @Nested
  class Patch extends SessionPatchTest {
    @Override
    Storage storage() {
      return redis;
    }
  }

  @Nested
  class Lists extends SessionListTest {
    @Override
    Storage storage() {
      return redis;
    }
  }
}
