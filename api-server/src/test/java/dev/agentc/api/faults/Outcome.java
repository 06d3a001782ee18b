package dev.agentc.api.faults;

import java.util.List;

/** How a request ended. */
sealed interface Outcome {

  /** Acknowledged; what came back: an id, or the texts read. */
  record Done(List<String> values) implements Outcome {
    public Done {
      values = List.copyOf(values);
    }
  }

  /** A failure of a known type that says the request may be repeated. */
  record Refused(String code) implements Outcome {}

  /** No such session. */
  record Gone() implements Outcome {}

  /** The other side ended without an answer: a server that was killed. */
  record NoAnswer(String how) implements Outcome {}

  /** Anything else: never allowed. */
  record Broken(String how) implements Outcome {}
}
