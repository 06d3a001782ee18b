package dev.agentc.api.faults;

/** One way to the product. Thread-safe; blocks; answers a failure, never throws. */
interface Door {

  String name();

  Outcome ask(Op op);
}
