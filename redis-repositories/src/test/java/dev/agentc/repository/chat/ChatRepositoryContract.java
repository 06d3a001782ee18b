package dev.agentc.repository.chat;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.repository.ChatOverflow;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.RepositoryException.ChatFull;
import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import dev.agentc.repository.RepositoryException.InteractionAlreadyExists;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.Written;
import dev.agentc.repository.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for chats wherever they are kept. */
interface ChatRepositoryContract {

  Optional<IdempotencyKey> UNKEYED = Optional.empty();

  ChatRepository chats(ChatLimits limits);

  /** A live session. */
  SessionId newSession();

  void deleteSession(SessionId id);

  default ChatRepository chats() {
    return chats(limits(10_000, ChatOverflow.REJECT));
  }

  static ChatLimits limits(int most, ChatOverflow overflow) {
    return new ChatLimits(
        most, overflow, RepositoryConfig.DEFAULT_CHAT_PAGE_BYTES, Duration.ofHours(24));
  }

  static NewEntry entry(Object content) {
    return new NewEntry(new JsonValue("{\"role\":\"user\",\"content\":\"" + content + "\"}"));
  }

  static List<NewEntry> entries(int count) {
    return IntStream.range(0, count).mapToObj(ChatRepositoryContract::entry).toList();
  }

  static NewInteraction turn(String id, int messages, int toolCalls) {
    return new NewInteraction(
        Optional.of(new InteractionId(id)), entries(messages), entries(toolCalls));
  }

  static Optional<IdempotencyKey> key(String name, String request) {
    return Optional.of(IdempotencyKey.of(request.getBytes(StandardCharsets.UTF_8), name));
  }

  static List<String> bodies(List<Entry> entries) {
    return entries.stream().map(entry -> entry.body().text()).toList();
  }

  private List<EntryId> fill(SessionId session, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> value(chats().append(session, EntryKind.MESSAGE, entry(n), UNKEYED)).value())
        .toList();
  }

  private List<EntryId> ids(SessionId session, EntryQuery query) {
    return value(chats().range(session, EntryKind.MESSAGE, query)).entries().stream()
        .map(Entry::id)
        .toList();
  }

  @Test
  default void append_thenRange_givesItBackInOrderOfWriting() {
    SessionId session = newSession();
    List<EntryId> ids = fill(session, 5);

    EntryPage page = value(chats().range(session, EntryKind.MESSAGE, EntryQuery.first(10)));

    assertThat(page.entries()).extracting(Entry::id).containsExactlyElementsOf(ids).isSorted();
    assertThat(bodies(page.entries())).containsExactlyElementsOf(bodiesOf(entries(5)));
    assertThat(page.total()).isEqualTo(5);
    assertThat(page.next()).isEmpty();
  }

  private static List<String> bodiesOf(List<NewEntry> entries) {
    return entries.stream().map(entry -> entry.body().text()).toList();
  }

  @Test
  default void messagesAndToolCalls_areApart() {
    SessionId session = newSession();
    value(chats().append(session, EntryKind.TOOL_CALL, entry("tool"), UNKEYED));

    assertThat(ids(session, EntryQuery.first(10))).isEmpty();
    assertThat(value(chats().range(session, EntryKind.TOOL_CALL, EntryQuery.last(1))).total())
        .isEqualTo(1);
  }

  @Test
  default void range_followedByNext_meetsEveryEntryOnceInBothOrders() {
    SessionId session = newSession();
    List<EntryId> ids = fill(session, 7);

    for (EntryQuery.Order order : EntryQuery.Order.values()) {
      boolean up = order == EntryQuery.Order.ASCENDING;
      List<EntryId> met = new ArrayList<>();
      Optional<EntryId> next = Optional.empty();
      do {
        EntryBound from = next.map(EntryBound::at).orElse(EntryBound.open());
        EntryPage page =
            value(
                chats()
                    .range(
                        session,
                        EntryKind.MESSAGE,
                        new EntryQuery.Range(
                            up ? from : EntryBound.open(),
                            up ? EntryBound.open() : from,
                            order,
                            3)));
        page.entries().forEach(entry -> met.add(entry.id()));
        next = page.next();
      } while (next.isPresent());
      assertThat(met).hasSize(7).doesNotHaveDuplicates().containsAll(ids);
      assertThat(met.get(0)).isEqualTo(up ? ids.get(0) : ids.get(6));
    }
  }

  @Test
  default void range_byId_takesBoundsInclusiveOrExclusive() {
    SessionId session = newSession();
    List<EntryId> ids = fill(session, 5);

    assertThat(ids(session, between(EntryBound.at(ids.get(1)), EntryBound.at(ids.get(3)))))
        .containsExactly(ids.get(1), ids.get(2), ids.get(3));
    assertThat(ids(session, between(EntryBound.beyond(ids.get(1)), EntryBound.beyond(ids.get(3)))))
        .containsExactly(ids.get(2));
    assertThat(ids(session, between(EntryBound.at(ids.get(3)), EntryBound.at(ids.get(1)))))
        .isEmpty();
  }

  @Test
  default void range_byTime_goesByTheTimeOfWriting() {
    SessionId session = newSession();
    List<EntryId> ids = fill(session, 3);
    Instant first = Instant.ofEpochMilli(ids.get(0).millis());
    Instant last = Instant.ofEpochMilli(ids.get(2).millis());

    assertThat(ids(session, between(new EntryBound.Time(first), new EntryBound.Time(last))))
        .containsExactlyElementsOf(ids);
    assertThat(ids(session, between(EntryBound.open(), new EntryBound.Time(first.minusMillis(1)))))
        .isEmpty();
    assertThat(ids(session, between(new EntryBound.Time(last.plusMillis(1)), EntryBound.open())))
        .isEmpty();
    assertThat(ids(session, between(new EntryBound.Time(Instant.MIN), EntryBound.open())))
        .hasSize(3);
  }

  private static EntryQuery between(EntryBound start, EntryBound end) {
    return new EntryQuery.Range(start, end, EntryQuery.Order.ASCENDING, 100);
  }

  @Test
  default void last_givesTheNewestInOrderOfWriting() {
    SessionId session = newSession();
    List<EntryId> ids = fill(session, 5);

    EntryPage page = value(chats().range(session, EntryKind.MESSAGE, EntryQuery.last(2)));

    assertThat(page.entries()).extracting(Entry::id).containsExactly(ids.get(3), ids.get(4));
    assertThat(page.total()).isEqualTo(5);
    assertThat(page.next()).isEmpty();
  }

  @Test
  default void aPage_endsEarly_ratherThanHoldMoreBytesThanFit() {
    SessionId session = newSession();
    String large = "x".repeat(RepositoryConfig.DEFAULT_CHAT_PAGE_BYTES / 4);
    List<EntryId> ids = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      // The sixth does not fit into any page, and still is on one.
      ids.add(
          value(
                  chats()
                      .append(
                          session,
                          EntryKind.MESSAGE,
                          entry(i == 5 ? large.repeat(5) : large),
                          UNKEYED))
              .value());
    }

    assertThat(pages(session, EntryQuery.Order.ASCENDING))
        .containsExactly(
            ids.subList(0, 3), ids.subList(3, 5), ids.subList(5, 6), ids.subList(6, 8));
    assertThat(pages(session, EntryQuery.Order.DESCENDING))
        .hasSize(4)
        .allMatch(page -> page.size() <= 3);

    EntryPage last = value(chats().range(session, EntryKind.MESSAGE, EntryQuery.last(1000)));
    assertThat(last.entries()).extracting(Entry::id).isEqualTo(ids.subList(6, 8));
    assertThat(last.next()).contains(ids.get(5));
  }

  @Test
  default void aPage_endsWhereTheApplicationSays() {
    SessionId session = newSession();
    ChatRepository small =
        chats(new ChatLimits(10_000, ChatOverflow.REJECT, 2_000, Duration.ofHours(24)));
    for (int i = 0; i < 3; i++) {
      value(small.append(session, EntryKind.MESSAGE, entry("x".repeat(900)), UNKEYED));
    }

    assertThat(value(small.range(session, EntryKind.MESSAGE, EntryQuery.first(10))).entries())
        .hasSize(2);
    assertThat(value(chats().range(session, EntryKind.MESSAGE, EntryQuery.first(10))).entries())
        .hasSize(3);
  }

  private List<List<EntryId>> pages(SessionId session, EntryQuery.Order order) {
    boolean up = order == EntryQuery.Order.ASCENDING;
    List<List<EntryId>> pages = new ArrayList<>();
    EntryBound from = EntryBound.open();
    while (true) {
      EntryPage page =
          value(
              chats()
                  .range(
                      session,
                      EntryKind.MESSAGE,
                      new EntryQuery.Range(
                          up ? from : EntryBound.open(),
                          up ? EntryBound.open() : from,
                          order,
                          1000)));
      pages.add(page.entries().stream().map(Entry::id).toList());
      if (page.next().isEmpty()) {
        return pages;
      }
      from = EntryBound.at(page.next().get());
    }
  }

  @Test
  default void range_ofMoreEntriesThanAPiece_isWhole() {
    SessionId session = newSession();
    List<EntryId> ids = fill(session, 50);

    for (int count : List.of(1, 15, 16, 17, 32, 49, 50, 51)) {
      int most = Math.min(count, 50);
      assertThat(ids(session, EntryQuery.first(count))).isEqualTo(ids.subList(0, most));
      assertThat(ids(session, EntryQuery.last(count))).isEqualTo(ids.subList(50 - most, 50));
    }
  }

  @Test
  default void find_givesOneEntry_orNone() {
    SessionId session = newSession();
    EntryId id = fill(session, 3).get(1);

    assertThat(value(chats().find(session, EntryKind.MESSAGE, id)).map(Entry::id)).contains(id);
    assertThat(value(chats().find(session, EntryKind.TOOL_CALL, id))).isEmpty();
    assertThat(value(chats().find(session, EntryKind.MESSAGE, new EntryId(1, 1)))).isEmpty();
  }

  @Test
  default void append_withTheSameKey_writesOnceAndRepliesTheSame() {
    SessionId session = newSession();

    Written<EntryId> first =
        value(chats().append(session, EntryKind.MESSAGE, entry(1), key("k", "body")));
    Written<EntryId> again =
        value(chats().append(session, EntryKind.MESSAGE, entry(1), key("k", "body")));

    assertThat(first.replayed()).isFalse();
    assertThat(again).isEqualTo(new Written<>(first.value(), true));
    assertThat(ids(session, EntryQuery.first(10))).containsExactly(first.value());
  }

  @Test
  default void append_withTheKeyOfAnotherRequest_isRefused() {
    SessionId session = newSession();
    value(chats().append(session, EntryKind.MESSAGE, entry(1), key("k", "body")));

    assertThatThrownBy(
            () -> value(chats().append(session, EntryKind.MESSAGE, entry(2), key("k", "other"))))
        .isInstanceOf(IdempotencyKeyReused.class);
    assertThat(ids(session, EntryQuery.first(10))).hasSize(1);
  }

  @Test
  default void append_toAFullChat_isRefused_andAReplayIsNot() {
    SessionId session = newSession();
    ChatRepository chats = chats(limits(2, ChatOverflow.REJECT));
    value(chats.append(session, EntryKind.MESSAGE, entry(1), UNKEYED));
    Written<EntryId> second =
        value(chats.append(session, EntryKind.MESSAGE, entry(2), key("k", "2")));

    assertThatThrownBy(() -> value(chats.append(session, EntryKind.MESSAGE, entry(3), UNKEYED)))
        .isInstanceOf(ChatFull.class);
    assertThat(value(chats.append(session, EntryKind.MESSAGE, entry(2), key("k", "2"))).value())
        .isEqualTo(second.value());
    assertThat(value(chats.append(session, EntryKind.TOOL_CALL, entry(3), UNKEYED)).replayed())
        .isFalse();
  }

  @Test
  default void append_toAFullChatThatTrims_dropsTheOldest() {
    SessionId session = newSession();
    ChatRepository chats = chats(limits(3, ChatOverflow.TRIM));
    for (int n = 0; n < 8; n++) {
      value(chats.append(session, EntryKind.MESSAGE, entry(n), UNKEYED));
    }

    EntryPage page = value(chats.range(session, EntryKind.MESSAGE, EntryQuery.first(10)));

    assertThat(bodies(page.entries()))
        .containsExactlyElementsOf(bodiesOf(List.of(entry(5), entry(6), entry(7))));
    assertThat(page.total()).isEqualTo(3);
  }

  @Test
  default void interaction_comesBackAsGiven() {
    SessionId session = newSession();
    fill(session, 2);
    InteractionReceipt receipt =
        value(chats().appendInteraction(session, turn("t1", 3, 2), UNKEYED)).value();
    fill(session, 2);

    Interaction found = value(chats().interaction(session, new InteractionId("t1"))).orElseThrow();

    assertThat(found.messages())
        .extracting(Entry::id)
        .containsExactlyElementsOf(receipt.messageIds());
    assertThat(found.toolCalls())
        .extracting(Entry::id)
        .containsExactlyElementsOf(receipt.toolCallIds());
    assertThat(bodies(found.messages())).containsExactlyElementsOf(bodiesOf(entries(3)));
    assertThat(found.messages().get(2).place())
        .contains(new Entry.Place(new InteractionId("t1"), 2));
    assertThat(found.messageCount()).isEqualTo(3);
    assertThat(found.toolCallCount()).isEqualTo(2);
    assertThat(ids(session, EntryQuery.first(100))).hasSize(7);
  }

  @Test
  default void interaction_ofTheLargestSize_isTaken() {
    SessionId session = newSession();

    InteractionReceipt receipt =
        value(chats().appendInteraction(session, turn("big", 200, 200), UNKEYED)).value();

    assertThat(receipt.messageIds()).hasSize(200).isSorted().doesNotHaveDuplicates();
    assertThat(receipt.toolCallIds()).hasSize(200).isSorted().doesNotHaveDuplicates();
  }

  @Test
  default void interaction_withoutId_getsAUuid() {
    SessionId session = newSession();

    InteractionReceipt receipt =
        value(
                chats()
                    .appendInteraction(
                        session,
                        new NewInteraction(Optional.empty(), entries(1), List.of()),
                        UNKEYED))
            .value();

    assertThat(receipt.id().value()).matches("[0-9a-f-]{36}");
    assertThat(receipt.toolCallIds()).isEmpty();
    assertThat(value(chats().interaction(session, receipt.id()))).isPresent();
    assertThat(value(chats().interaction(session, new InteractionId("other")))).isEmpty();
  }

  @Test
  default void interaction_withATakenId_writesNothing() {
    SessionId session = newSession();
    value(chats().appendInteraction(session, turn("t", 1, 0), UNKEYED));

    assertThatThrownBy(() -> value(chats().appendInteraction(session, turn("t", 2, 2), UNKEYED)))
        .isInstanceOf(InteractionAlreadyExists.class);
    assertThat(ids(session, EntryQuery.first(10))).hasSize(1);
  }

  @Test
  default void interaction_withTheSameKey_writesOnceAndRepliesTheSame() {
    SessionId session = newSession();
    NewInteraction turn = new NewInteraction(Optional.empty(), entries(2), entries(1));

    Written<InteractionReceipt> first =
        value(chats().appendInteraction(session, turn, key("k", "turn")));
    Written<InteractionReceipt> again =
        value(chats().appendInteraction(session, turn, key("k", "turn")));

    assertThat(again).isEqualTo(new Written<>(first.value(), true));
    assertThat(ids(session, EntryQuery.first(10))).hasSize(2);
    assertThatThrownBy(() -> value(chats().appendInteraction(session, turn, key("k", "x"))))
        .isInstanceOf(IdempotencyKeyReused.class);
  }

  @Test
  default void interaction_thatDoesNotFit_writesNothingOfIt() {
    SessionId session = newSession();
    ChatRepository chats = chats(limits(3, ChatOverflow.REJECT));
    value(chats.append(session, EntryKind.TOOL_CALL, entry(0), UNKEYED));

    // The messages would fit; it is the tool calls that do not.
    assertThatThrownBy(() -> value(chats.appendInteraction(session, turn("t", 2, 3), UNKEYED)))
        .isInstanceOf(ChatFull.class);
    assertThat(ids(session, EntryQuery.first(10))).isEmpty();
    assertThat(value(chats.interactions(session, Optional.empty(), 10)).ids()).isEmpty();
  }

  @Test
  default void interaction_largerThanTheLimit_breaksARule() {
    SessionId session = newSession();

    for (ChatOverflow overflow : ChatOverflow.values()) {
      ChatRepository chats = chats(limits(3, overflow));
      assertThatThrownBy(() -> value(chats.appendInteraction(session, turn("t", 4, 5), UNKEYED)))
          .isInstanceOfSatisfying(InvalidValue.class, e -> assertThat(e.violations()).hasSize(2));
    }
  }

  @Test
  default void interaction_afterATrim_keepsItsCountsAndShowsWhatIsLeft() {
    SessionId session = newSession();
    ChatRepository chats = chats(limits(4, ChatOverflow.TRIM));
    value(chats.appendInteraction(session, turn("a", 3, 1), UNKEYED));
    value(chats.appendInteraction(session, turn("b", 3, 0), UNKEYED));

    Interaction a = value(chats.interaction(session, new InteractionId("a"))).orElseThrow();

    assertThat(a.messages()).hasSize(1);
    assertThat(a.toolCalls()).hasSize(1);
    assertThat(a.messageCount()).isEqualTo(3);
    assertThat(a.messages().get(0).place().orElseThrow().index()).isEqualTo(2);
    assertThat(value(chats.interaction(session, new InteractionId("b"))).orElseThrow().messages())
        .hasSize(3);
    assertThat(value(chats.interactions(session, Optional.empty(), 10)).ids()).hasSize(2);
  }

  @Test
  default void interactions_arePagedOldestFirst() {
    SessionId session = newSession();
    for (int n = 0; n < 5; n++) {
      // Names in another order than the writing.
      value(chats().appendInteraction(session, turn("t" + (9 - n), 1, 0), UNKEYED));
    }

    InteractionIdPage first = value(chats().interactions(session, Optional.empty(), 2));
    InteractionIdPage rest =
        value(chats().interactions(session, Optional.of(first.ids().get(1)), 3));

    assertThat(first.ids()).extracting(InteractionId::value).containsExactly("t9", "t8");
    assertThat(first.more()).isTrue();
    assertThat(first.total()).isEqualTo(5);
    assertThat(rest.ids()).extracting(InteractionId::value).containsExactly("t7", "t6", "t5");
    assertThat(rest.more()).isFalse();
  }

  @Test
  default void interactions_behindAnUnknownOne_breaksARule() {
    SessionId session = newSession();

    assertThatThrownBy(
            () -> value(chats().interactions(session, Optional.of(new InteractionId("none")), 10)))
        .isInstanceOf(InvalidValue.class);
  }

  @Test
  default void withoutASession_everythingIsNotFound() {
    SessionId gone = newSession();
    EntryId id = fill(gone, 1).get(0);
    value(chats().append(gone, EntryKind.MESSAGE, entry(1), key("k", "1")));
    deleteSession(gone);

    assertNotFound(() -> chats().append(gone, EntryKind.MESSAGE, entry(1), UNKEYED));
    assertNotFound(() -> chats().append(gone, EntryKind.MESSAGE, entry(1), key("k", "1")));
    assertNotFound(() -> chats().appendInteraction(gone, turn("t", 1, 1), UNKEYED));
    assertNotFound(() -> chats().range(gone, EntryKind.MESSAGE, EntryQuery.first(1)));
    assertNotFound(() -> chats().find(gone, EntryKind.MESSAGE, id));
    assertNotFound(() -> chats().interactions(gone, Optional.empty(), 1));
    assertNotFound(() -> chats().interaction(gone, new InteractionId("t")));
  }

  private static void assertNotFound(
      java.util.function.Supplier<java.util.concurrent.CompletionStage<?>> operation) {
    assertThatThrownBy(() -> value(operation.get())).isInstanceOf(SessionNotFound.class);
  }
}
