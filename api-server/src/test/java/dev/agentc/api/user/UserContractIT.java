package dev.agentc.api.user;

import dev.agentc.api.RedisStorage;
import dev.agentc.api.Storage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All that the user endpoints promise, from HTTP to a real Redis of each topology and back. */
class UserContractIT {

  @RegisterExtension static final RedisStorage redis = new RedisStorage();

  @Nested
  class Users extends UserEndpointsTest {
    @Override
    Storage storage() {
      return redis;
    }
  }
}
