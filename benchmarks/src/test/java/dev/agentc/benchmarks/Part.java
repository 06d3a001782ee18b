package dev.agentc.benchmarks;

import java.util.List;

/** One question, answered by tables. */
interface Part {
  List<Table> run(Scale scale);
}
