package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisFailure.Outcome;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureClassifierTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          READONLY You can't write against a read only replica.            | ReadOnly
          OOM command not allowed when used memory > 'maxmemory'.          | OutOfMemory
          LOADING Redis is loading the dataset in memory                   | Loading
          NOAUTH Authentication required.                                  | AuthenticationFailed
          WRONGPASS invalid username-password pair or user is disabled.    | AuthenticationFailed
          ERR AUTH <password> called without any password configured       | AuthenticationFailed
          ERR invalid password                                             | AuthenticationFailed
          NOPERM this user has no permissions to run the 'info' command    | Forbidden
          ERR The user executing the script can't run this command         | Forbidden
          ERR ACL failure in script: User app has no permissions           | Forbidden
          CLUSTERDOWN The cluster is down                                  | ClusterDown
          MOVED 3999 127.0.0.1:6381                                        | ClusterDown
          TRYAGAIN Multiple keys request during rehashing of slot          | ClusterDown
          MISCONF Redis is configured to save RDB snapshots                | PersistenceFailed
          NOREPLICAS Not enough good replicas to write.                    | NoReplicas
          MASTERDOWN Link with MASTER is down                              | Unavailable
          UNBLOCKED force unblock from blocking operation, instance state  | ReadOnly
          ERR max number of clients reached                                | Overloaded
          WRONGTYPE Operation against a key holding the wrong kind         | Unexpected
          ERR unknown command 'FOO'                                        | Unexpected
          NOSCRIPT No matching script. Please use EVAL.                    | Unexpected
          """)
  void errorReply_isToldByItsFirstWord(String reply, String kind) {
    Throwable failure =
        FailureClassifier.ofCommand(
            new CompletionException(new RedisCommandExecutionException(reply)));

    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(((RedisFailure) failure).outcome()).isEqualTo(Outcome.NOT_EXECUTED);
    assertThat(failure).hasCauseInstanceOf(RedisCommandExecutionException.class);
  }

  /** Redis 6.2 puts the error of a command behind that of its script. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @user_script: 7: -READONLY You can't write against a read only replica.            | ReadOnly
          @user_script: 7: -OOM command not allowed when used memory > 'maxmemory'.          | OutOfMemory
          @user_script: 7: -MISCONF Redis is configured to save RDB snapshots                | PersistenceFailed
          @user_script: 7: -NOREPLICAS Not enough good replicas to write.                    | NoReplicas
          @user_script: 7: The user executing the script can't run this command              | Forbidden
          @user_script: 7: The user executing the script can't access at least one of        | Forbidden
          @user_script: 7: Unknown Redis command called from Lua script                      | Unexpected
          WRONGTYPE Operation against a key holding the wrong kind of value                  | Unexpected
          user_script:1: Script attempted to access nonexistent global variable 'OOM'        | Unexpected
          """)
  void errorOfAScript_onRedis62_isToldByTheErrorThatEndedIt(String reason, String kind) {
    String reply =
        "ERR Error running script (call to f_44fc1765cca78932407f38421133d10925c04831):"
            + " @user_script:7: "
            + reason;

    Throwable failure = FailureClassifier.ofCommand(new RedisCommandExecutionException(reply));

    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(((RedisFailure) failure).outcome()).isEqualTo(Outcome.NOT_EXECUTED);
  }

  @Test
  void seedsOfAClusterThatAllFail_theReasonStandsBesideTheCause() {
    RedisException all = new RedisException("Cannot retrieve initial cluster partitions");
    all.addSuppressed(
        new RedisConnectionException(
            "Unable to connect", new RedisCommandExecutionException("WRONGPASS invalid")));

    assertThat(FailureClassifier.ofConnecting(new CompletionException(all)))
        .isInstanceOf(RedisFailure.AuthenticationFailed.class);
  }

  /** The write before it was done, and is lost when the new primary did not have it. */
  @Test
  void waitAnsweredByAReplica_isNoReplicas_outcomeUnknown() {
    Throwable failure =
        FailureClassifier.ofCommand(
            new RedisCommandExecutionException(
                "ERR WAIT cannot be used with replica instances. Please also note that"));

    assertThat(failure)
        .isInstanceOfSatisfying(
            RedisFailure.NoReplicas.class,
            known -> assertThat(known.outcome()).isEqualTo(Outcome.UNKNOWN));
  }

  @Test
  void busyGroup_isNotBusy() {
    assertThat(FailureClassifier.ofCommand(new RedisBusyException("BUSY Redis is busy running")))
        .isInstanceOf(RedisFailure.Busy.class);
    assertThat(FailureClassifier.ofCommand(new RedisBusyException("BUSYGROUP name exists")))
        .isInstanceOf(RedisFailure.Unexpected.class);
  }

  @Test
  void replyText_neverShowsInTheMessage() {
    Throwable failure =
        FailureClassifier.ofCommand(
            new RedisCommandExecutionException("ERR Error running script: secret-value"));

    assertThat(failure.getMessage()).doesNotContain("secret-value");
  }

  @Test
  void timeout_isUnknown() {
    assertThat(outcomeOf(new RedisCommandTimeoutException("Command timed out after 1 second(s)")))
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void lostConnection_isUnknown() {
    assertThat(outcomeOf(new CancellationException())).isEqualTo(Outcome.UNKNOWN);
    assertThat(outcomeOf(new IOException("Connection reset by peer"))).isEqualTo(Outcome.UNKNOWN);
    assertThat(outcomeOf(new RedisException(new IOException("Broken pipe"))))
        .isEqualTo(Outcome.UNKNOWN);
    assertThat(outcomeOf(new RedisException("Connection disconnected"))).isEqualTo(Outcome.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "Connection is closed",
    "Currently not connected. Commands are rejected.",
  })
  void rejectedBeforeItWasSent_isNotExecuted(String text) {
    assertThat(FailureClassifier.ofCommand(new RedisException(text)))
        .isInstanceOfSatisfying(
            RedisFailure.Unavailable.class,
            failure -> {
              assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
              assertThat(FailureClassifier.neverSent(failure)).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "Request queue size exceeded: 10. Commands are not accepted until the queue size drops.",
    "Command buffer size exceeded: 10. Commands are not accepted until the queue size drops.",
  })
  void fullQueue_isOverloaded(String text) {
    assertThat(FailureClassifier.ofCommand(new RedisException(text)))
        .isInstanceOf(RedisFailure.Overloaded.class);
  }

  @Test
  void operationsOwnException_comesBackAsItIs() {
    IllegalStateException own = new IllegalStateException("mine");

    assertThat(FailureClassifier.ofCommand(new CompletionException(own))).isSameAs(own);
  }

  @Test
  void connecting_wrongPassword_isAuthenticationFailed_alsoForThoseWhoComeLater() {
    RedisFailure failure =
        FailureClassifier.ofConnecting(
            new CompletionException(
                new RedisConnectionException(
                    "Unable to connect",
                    new RedisCommandExecutionException("WRONGPASS invalid username-password"))));

    assertThat(failure).isInstanceOf(RedisFailure.AuthenticationFailed.class);
    RedisFailure later = FailureClassifier.whileDown(failure);
    assertThat(later).isInstanceOf(RedisFailure.AuthenticationFailed.class).isNotSameAs(failure);
    assertThat(FailureClassifier.neverSent(later)).isTrue();
  }

  @Test
  void connecting_tlsMismatch_saysSo() {
    assertThat(
            FailureClassifier.ofConnecting(
                new RedisConnectionException("Unable", new SSLHandshakeException("PKIX"))))
        .isInstanceOf(RedisFailure.Unavailable.class)
        .hasMessageContaining("TLS");
  }

  @Test
  void connecting_anyOtherReason_isUnavailable() {
    assertThat(FailureClassifier.ofConnecting(new IOException("Connection refused")))
        .isInstanceOf(RedisFailure.Unavailable.class);
    assertThat(FailureClassifier.whileDown(null)).isInstanceOf(RedisFailure.Unavailable.class);
  }

  private static Outcome outcomeOf(Throwable thrown) {
    return ((RedisFailure) FailureClassifier.ofCommand(thrown)).outcome();
  }
}
