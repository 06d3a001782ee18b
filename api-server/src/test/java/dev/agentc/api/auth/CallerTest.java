package dev.agentc.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.api.ApiException;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {

  private static final Optional<UserId> JOHN = Optional.of(new UserId("john"));

  @Test
  void own_isAllForAnAdmin_hisOwnForAUser_andNothingForOneWhomNobodyKnows() {
    assertThat(seen(Caller.anybody())).isEqualTo("all");
    assertThat(seen(new Caller("root", Set.of(Role.ADMIN, Role.USER), JOHN))).isEqualTo("all");
    assertThat(seen(new Caller("web", Set.of(Role.USER), JOHN))).isEqualTo("all of john");
    assertThatThrownBy(() -> seen(Caller.anonymous())).isInstanceOf(ApiException.class);
  }

  private static String seen(Caller caller) {
    return caller.own("all", (all, user) -> all + " of " + user);
  }
}
