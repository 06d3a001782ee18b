package dev.agentc.api.faults;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.core.ConditionEvaluationListener;
import org.awaitility.core.EvaluatedCondition;
import org.awaitility.core.TimeoutEvent;

/** When a wait fails: what happened last, on the test's output. */
record LastEvents(Supplier<List<Event>> history, String door)
    implements ConditionEvaluationListener<Object> {

  private static final int HOW_MANY = 20;

  @Override
  public void conditionEvaluated(EvaluatedCondition<Object> condition) {
    // Of interest only when it fails for good.
  }

  @Override
  public void onTimeout(TimeoutEvent timeout) {
    List<Event> all =
        history.get().stream().filter(event -> event.writer().contains(door)).toList();
    Collection<Event> last = all.subList(Math.max(0, all.size() - HOW_MANY), all.size());
    System.out.println("the last of " + all.size() + " requests through " + door + ":");
    last.forEach(System.out::println);
  }
}
