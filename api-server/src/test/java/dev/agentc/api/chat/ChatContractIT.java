package dev.agentc.api.chat;

import dev.agentc.api.RedisStorage;
import dev.agentc.api.Storage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All that the chat endpoints promise, from HTTP to a real Redis of each topology and back. */
class ChatContractIT {

  @RegisterExtension static final RedisStorage redis = new RedisStorage();

  @Nested
  class Entries extends EntryEndpointsTest {
    @Override
    Storage storage() {
      return redis;
    }
  }

  @Nested
  class Interactions extends InteractionEndpointsTest {
    @Override
    Storage storage() {
      return redis;
    }
  }

  @Nested
  class Metadata extends MetadataEndpointsTest {
    @Override
    Storage storage() {
      return redis;
    }
  }

  @Nested
  class HostileDocuments extends HostileDocumentsTest {
    @Override
    Storage storage() {
      return redis;
    }
  }
}
