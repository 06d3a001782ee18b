package dev.agentc.api.faults;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One caller: makes a session, talks in it, changes it, perhaps deletes it, begins anew; one
 * request at a time, each repeated with its key until it is acknowledged, as the contract says.
 * What it does is drawn from a seed.
 */
final class Writer implements Runnable {

  private static final Duration PACE = Duration.ofMillis(5);
  private static final Duration PACE_OF_RETRIES = Duration.ofMillis(25);
  private static final Duration LONGEST_RETRYING = Duration.ofSeconds(20);
  private static final int WRITES_OF_A_SESSION = 40;

  private final String name;
  private final Door door;
  private final Random random;
  private final BooleanSupplier running;
  private final Consumer<Event> history;
  private long sequence;
  private long number;
  private boolean broken;

  Writer(String name, Door door, long seed, BooleanSupplier running, Consumer<Event> history) {
    this.name = name;
    this.door = door;
    this.random = new Random(seed);
    this.running = running;
    this.history = history;
  }

  @Override
  public void run() {
    insist(new Op.CreateUser(name, name + "-user"));
    while (goesOn()) {
      LockSupport.parkNanos(PACE.toNanos());
      Outcome made = insist(new Op.Create(name, name + "-s" + ++number));
      if (made instanceof Outcome.Done done) {
        use(done.values().get(0));
      }
    }
  }

  private void use(String session) {
    for (int i = 0; i < WRITES_OF_A_SESSION && goesOn(); i++) {
      if (write(session) instanceof Outcome.Gone) {
        return;
      }
      if (random.nextInt(5) == 0) {
        ask(new Op.Read(session));
      }
      LockSupport.parkNanos(PACE.toNanos());
    }
    if (goesOn() && random.nextInt(3) == 0) {
      insist(new Op.Delete(session));
      ask(new Op.Read(session));
    }
  }

  private Outcome write(String session) {
    long n = ++number;
    String text = name + "/" + n;
    int choice = random.nextInt(10);
    if (choice < 6) {
      return insist(new Op.Append(session, text, Optional.of(name + "-m" + n)));
    }
    if (choice < 7) {
      return ask(new Op.Append(session, text, Optional.empty()));
    }
    return choice < 9
        ? insist(new Op.Turn(session, "i" + n, text, name + "-i" + n))
        : insist(new Op.Patch(session, n));
  }

  /** Repeats until it is acknowledged, or refused for good, or for too long. */
  private Outcome insist(Op op) {
    long end = System.nanoTime() + LONGEST_RETRYING.toNanos();
    Outcome outcome = ask(op);
    while (isToBeRepeated(outcome) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PACE_OF_RETRIES.toNanos());
      outcome = ask(op);
    }
    return outcome;
  }

  /** One answer that breaks the rules is enough; many would only bury it. */
  private boolean goesOn() {
    return running.getAsBoolean() && !broken;
  }

  private static boolean isToBeRepeated(Outcome outcome) {
    return outcome instanceof Outcome.Refused || outcome instanceof Outcome.NoAnswer;
  }

  private Outcome ask(Op op) {
    long start = System.nanoTime();
    Outcome outcome = door.ask(op);
    broken |= outcome instanceof Outcome.Broken;
    history.accept(new Event(name, ++sequence, op, start, System.nanoTime(), outcome));
    return outcome;
  }
}
