package dev.agentc.repository;

import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.Entry;
import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryPage;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.Interaction;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.chat.InteractionIdPage;
import dev.agentc.repository.chat.InteractionReceipt;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.chat.NewInteraction;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Chats, timed. */
final class MeteredChats implements ChatRepository {

  private final ChatRepository repository;
  private final RepositoryTimers timers;

  MeteredChats(ChatRepository repository, RepositoryTimers timers) {
    this.repository = repository;
    this.timers = timers;
  }

  @Override
  public CompletionStage<Written<EntryId>> append(
      SessionId session, EntryKind kind, NewEntry entry, Optional<IdempotencyKey> key) {
    return timers.time("append", System.nanoTime(), repository.append(session, kind, entry, key));
  }

  @Override
  public CompletionStage<EntryPage> range(SessionId session, EntryKind kind, EntryQuery query) {
    return timers.time("range", System.nanoTime(), repository.range(session, kind, query));
  }

  @Override
  public CompletionStage<Optional<Entry>> find(SessionId session, EntryKind kind, EntryId id) {
    return timers.time("find", System.nanoTime(), repository.find(session, kind, id));
  }

  @Override
  public CompletionStage<Written<InteractionReceipt>> appendInteraction(
      SessionId session, NewInteraction interaction, Optional<IdempotencyKey> key) {
    return timers.time(
        "append_interaction",
        System.nanoTime(),
        repository.appendInteraction(session, interaction, key));
  }

  @Override
  public CompletionStage<InteractionIdPage> interactions(
      SessionId session, Optional<InteractionId> after, int count) {
    return timers.time(
        "interactions", System.nanoTime(), repository.interactions(session, after, count));
  }

  @Override
  public CompletionStage<Optional<Interaction>> interaction(SessionId session, InteractionId id) {
    return timers.time("interaction", System.nanoTime(), repository.interaction(session, id));
  }

  @Override
  public ChatRepository ownedBy(UserId user) {
    return new MeteredChats(repository.ownedBy(user), timers);
  }
}
