package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.faults.Rules.Losses;
import dev.agentc.api.faults.Rules.Reads;
import dev.agentc.api.faults.Rules.ServerLife;
import dev.agentc.api.faults.Stored.StoredSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker finds every kind of broken history; else its silence would prove nothing. */
class HistoryCheckerTest {

  private static final Rules STRICT =
      new Rules(
          Losses.NONE, ServerLife.STAYS, Reads.CURRENT, Duration.ofMillis(500), (start, end) -> 0);
  private static final String USER = "w";
  private static final String ID = "tiger-castle";

  private final List<Event> history = new ArrayList<>();

  @BeforeEach
  void begin() {
    done(new Op.CreateUser(USER, "k"));
    done(new Op.Create(USER, "k"), ID);
  }

  @Test
  void goodHistory_hasNoViolation() {
    done(append(1));
    done(new Op.Turn(ID, "i2", USER + "/2", "k2"));
    done(new Op.Patch(ID, 3));
    done(new Op.Read(ID), USER + "/1", USER + "/2", USER + "/2");

    Verdict verdict = check(session(Map.of("i2", 3), 3, text(1), text(2), text(2)));

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.acknowledged()).isEqualTo(6);
  }

  @Test
  void lostMessage_isFound_andCountedWhereItIsAllowed() {
    done(append(1));
    done(append(2));
    StoredSession without = session(Map.of(), 0, text(1));

    assertThat(check(without).violations()).singleElement().asString().contains("lost: w/2");
    Verdict counted = check(STRICT.mayLose(), stored(without));
    assertThat(counted.violations()).isEmpty();
    assertThat(counted.lost()).hasSize(1);
  }

  @Test
  void unansweredMessage_mayBeThereOrNot() {
    refused(append(1));

    assertThat(check(session(Map.of(), 0)).violations()).isEmpty();
    assertThat(check(session(Map.of(), 0, text(1))).violations()).isEmpty();
  }

  @Test
  void messageTwice_isFound() {
    refused(append(1));
    done(append(1));

    assertThat(check(session(Map.of(), 0, text(1), text(1))).violations())
        .singleElement()
        .asString()
        .contains("2 times");
  }

  @Test
  void strangeMessage_isFound() {
    assertThat(check(session(Map.of(), 0, text(9))).violations())
        .singleElement()
        .asString()
        .contains("nobody asked for it");
  }

  @Test
  void wrongOrder_isFound() {
    done(append(1));
    done(append(2));

    assertThat(check(session(Map.of(), 0, text(2), text(1))).violations())
        .singleElement()
        .asString()
        .contains("out of order: 2 before 1");
  }

  @Test
  void halfAnInteraction_isFound() {
    refused(new Op.Turn(ID, "i1", USER + "/1", "k1"));

    assertThat(check(session(Map.of("i1", 1), 0, text(1))).violations())
        .singleElement()
        .asString()
        .contains("half an interaction");
  }

  @Test
  void lostPatch_isFound() {
    done(new Op.Patch(ID, 1));
    done(new Op.Patch(ID, 2));

    assertThat(check(session(Map.of(), 1)).violations())
        .singleElement()
        .asString()
        .contains("lost: patch 2");
    assertThat(check(session(Map.of(), 2)).violations()).isEmpty();
    assertThat(check(session(Map.of(), 7)).violations())
        .singleElement()
        .asString()
        .contains("nobody patched so");
  }

  @Test
  void lostSession_isFound_storedOrSeen() {
    assertThat(check(STRICT, new Stored(Map.of(), Map.of(USER, Set.of()), Set.of(USER))).lost())
        .hasSize(1);

    event(append(1), new Outcome.Gone());
    assertThat(check(session(Map.of(), 0)).violations())
        .singleElement()
        .asString()
        .contains("seen as gone");
  }

  @Test
  void lostUser_isFound() {
    Stored without =
        new Stored(Map.of(ID, session(Map.of(), 0)), Map.of(USER, Set.of(ID)), Set.of());

    assertThat(check(STRICT, without).violations()).singleElement().asString().contains("user w");
  }

  @Test
  void deletedSession_mustStayDeleted() {
    refused(new Op.Delete(ID));
    event(new Op.Delete(ID), new Outcome.Gone());
    assertThat(check(STRICT, new Stored(Map.of(), Map.of(), Set.of(USER))).violations()).isEmpty();

    done(new Op.Read(ID));
    assertThat(check(session(Map.of(), 0)).violations())
        .hasSize(2)
        .anyMatch(violation -> violation.contains("there again"))
        .anyMatch(violation -> violation.contains("deletion, and read"));
  }

  @Test
  void readThatMissesAnAcknowledgedMessage_isFound() {
    done(append(1));
    done(new Op.Read(ID));

    assertThat(check(session(Map.of(), 0, text(1))).violations())
        .singleElement()
        .asString()
        .contains("w/1, not seen by");
  }

  @Test
  void wrongCount_isFound() {
    done(append(1));

    assertThat(check(new StoredSession(List.of(text(1)), Map.of(), 0, 2)).violations())
        .singleElement()
        .asString()
        .contains("message_count 2 of 1");
  }

  @Test
  void secondSessionOfOneCreation_isFound() {
    Stored twice =
        new Stored(
            Map.of(ID, session(Map.of(), 0)), Map.of(USER, Set.of(ID, "other-one")), Set.of(USER));

    assertThat(check(STRICT, twice).violations())
        .singleElement()
        .asString()
        .contains("nobody was told of");
  }

  @Test
  void sessionMissingInItsList_isFound() {
    Stored unlisted =
        new Stored(Map.of(ID, session(Map.of(), 0)), Map.of(USER, Set.of()), Set.of(USER));

    assertThat(check(STRICT, unlisted).violations())
        .singleElement()
        .asString()
        .contains("in the list of w");
  }

  @Test
  void untypedFailure_isFound() {
    event(append(1), new Outcome.Broken("500"));
    event(append(1), new Outcome.NoAnswer("reset"));

    assertThat(check(session(Map.of(), 0)).violations())
        .hasSize(2)
        .allMatch(violation -> violation.startsWith("not a typed failure"));
    assertThat(check(STRICT.serverMayDie(), stored(session(Map.of(), 0))).violations()).hasSize(1);
  }

  @Test
  void lateRequest_isFound_unlessTheMachineStoodStill() {
    Event late =
        new Event(USER, 9, new Op.Read(ID), 0, TimeUnit.MILLISECONDS.toNanos(601), refused("X"));
    history.add(late);

    assertThat(check(session(Map.of(), 0)).violations())
        .singleElement()
        .asString()
        .contains("outlived its deadline of 600 ms");
    Rules stalled =
        new Rules(
            Losses.NONE,
            ServerLife.STAYS,
            Reads.CURRENT,
            Duration.ofMillis(500),
            (start, end) -> TimeUnit.MILLISECONDS.toNanos(2));
    assertThat(check(stalled, stored(session(Map.of(), 0))).violations()).isEmpty();
  }

  private static Op append(int number) {
    return new Op.Append(ID, text(number), Optional.of("k" + number));
  }

  private static String text(int number) {
    return USER + "/" + number;
  }

  private void done(Op op, String... values) {
    event(op, new Outcome.Done(List.of(values)));
  }

  private void refused(Op op) {
    event(op, refused("REDIS_TIMEOUT"));
  }

  private static Outcome refused(String code) {
    return new Outcome.Refused(code);
  }

  private void event(Op op, Outcome outcome) {
    history.add(new Event(USER, history.size() + 1, op, 0, 1, outcome));
  }

  private static StoredSession session(Map<String, Integer> turns, long patched, String... texts) {
    return new StoredSession(List.of(texts), turns, patched, texts.length);
  }

  private static Stored stored(StoredSession session) {
    return new Stored(Map.of(ID, session), Map.of(USER, Set.of(ID)), Set.of(USER));
  }

  private Verdict check(StoredSession session) {
    return check(STRICT, stored(session));
  }

  private Verdict check(Rules rules, Stored stored) {
    return HistoryChecker.check(history, stored, rules);
  }
}
