package dev.agentc.api;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds for all of the API, and who may call what, over a real Redis of each topology. */
class RulesContractIT {

  @RegisterExtension static final RedisStorage redis = new RedisStorage();

  @Nested
  class Rules extends HttpRulesTest {
    @Override
    Storage storage() {
      return redis;
    }
  }

  @Nested
  class Access extends AccessWalkTest {
    @Override
    Storage storage() {
      return redis;
    }
  }
}
