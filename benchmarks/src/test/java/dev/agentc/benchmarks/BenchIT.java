package dev.agentc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The benchmarks run, and what they count does not depend on the size. No times are checked. */
class BenchIT {

  @Test
  void append_costsTheSameCommandsAndOneRoundTrip_whateverTheLength() {
    List<List<String>> rows = Bench.run("append", Scale.smoke()).get(0).rows();

    assertThat(rows).hasSize(6).allMatch(row -> row.get(2).equals("1"));
    assertThat(byOperation(rows, 3, 4)).allSatisfy((name, costs) -> assertThat(costs).hasSize(1));
  }

  @Test
  void window_costsTheSameCommandsAndOneRoundTrip_whateverTheLength() {
    List<List<String>> rows = Bench.run("window", Scale.smoke()).get(0).rows();

    assertThat(rows).hasSize(10).allMatch(row -> row.get(2).equals("1"));
    assertThat(byOperation(rows, 3, 4)).allSatisfy((name, costs) -> assertThat(costs).hasSize(1));
  }

  @Test
  void list_takesTwoRoundTrips_howeverManySessionsThereAre() {
    List<Table> tables = Bench.run("list", Scale.smoke());

    for (Table table : tables.subList(0, 2)) {
      assertThat(table.rows()).isNotEmpty().allMatch(row -> row.get(2).equals("2"));
      assertThat(byOperation(table.rows(), 3, 3))
          .allSatisfy((name, scripts) -> assertThat(scripts).hasSize(1));
    }
    assertThat(byOperation(tables.get(0).rows(), 4, 4))
        .allSatisfy((name, commands) -> assertThat(commands).hasSize(1));
  }

  @Test
  void memory_ofEachThing_isMeasured() {
    assertThat(Bench.run("memory", Scale.smoke()).get(0).rows())
        .hasSize(4)
        .allMatch(row -> Double.parseDouble(row.get(2).replace(",", "")) > 100);
  }

  @Test
  void scale_theModelForetellsWhatIsMeasured_andCommandsDoNotGrow() {
    // Fewer would not be stored as many are.
    List<Table> tables = Bench.run("scale", Scale.smoke().withSessions(List.of(1_000, 3_000)));

    List<List<String>> memory = tables.get(1).rows();
    assertThat(memory).hasSize(2);
    assertThat(Math.abs(Double.parseDouble(memory.get(1).get(3)))).isLessThan(10);
    // A create may by chance meet a session that has its id.
    List<List<String>> costs =
        tables.get(2).rows().stream()
            .map(row -> row.subList(1, 4))
            .filter(row -> !row.get(0).startsWith("create"))
            .toList();
    assertThat(byOperation(costs, 1, 2))
        .hasSize(3)
        .allSatisfy((name, each) -> assertThat(each).hasSize(1));
  }

  @Test
  void load_eachCallerGetsAnswers() {
    assertThat(Bench.run("load", Scale.smoke()).get(0).rows())
        .hasSize(2)
        .allMatch(row -> Double.parseDouble(row.get(2).replace(",", "")) > 0);
  }

  @Test
  void micro_eachWorkIsMeasuredAtEachSize() {
    assertThat(Bench.run("micro", Scale.smoke()).get(0).rows())
        .hasSize(4)
        .allMatch(row -> Double.parseDouble(row.get(2).replace(",", "")) > 0);
  }

  /** For each operation, the different texts that the columns from one to another hold. */
  private static Map<String, List<String>> byOperation(List<List<String>> rows, int from, int to) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                row -> row.get(0),
                Collectors.mapping(
                    row -> row.subList(from, to + 1).toString(),
                    Collectors.collectingAndThen(
                        Collectors.toList(), costs -> costs.stream().distinct().toList()))));
  }
}
