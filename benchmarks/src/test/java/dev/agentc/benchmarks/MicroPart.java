package dev.agentc.benchmarks;

import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What {@link Micro} takes, and allocates, by JMH. */
final class MicroPart implements Part {

  /** With fewer nobody believes the times, and a JVM of its own for each is not worth its while. */
  private static final int ENOUGH_ROUNDS = 5;

  @Override
  public List<Table> run(Scale scale) {
    Table table =
        new Table(
            "Work on documents", "work", "bytes", "µs per call", "± 99.9 %", "bytes allocated");
    TimeValue time = TimeValue.milliseconds(scale.load().toMillis() / 5);
    Options options =
        new OptionsBuilder()
            .include(Micro.class.getName() + "\\..*")
            .forks(scale.rounds() < ENOUGH_ROUNDS ? 0 : 1)
            .warmupIterations(scale.rounds())
            .warmupTime(time)
            .measurementIterations(scale.rounds())
            .measurementTime(time)
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      for (RunResult result : new Runner(options).run()) {
        Result<?> primary = result.getPrimaryResult();
        table.row(
            primary.getLabel(),
            result.getParams().getParam("bytes"),
            primary.getScore(),
            primary.getScoreError(),
            allocated(result));
      }
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
    return List.of(table);
  }

  private static double allocated(RunResult result) {
    for (Map.Entry<String, ?> each : result.getSecondaryResults().entrySet()) {
      if (each.getKey().endsWith("gc.alloc.rate.norm") && each.getValue() instanceof Result<?> of) {
        return of.getScore();
      }
    }
    throw new IllegalStateException("JMH did not say what " + result.getParams() + " allocates");
  }
}
