package dev.agentc.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The program: {@code ./bench [--quick] [part …]} prints the tables of the parts it names. */
public final class Bench {

  private static final Map<String, Supplier<Part>> PARTS = parts();

  private Bench() {}

  public static void main(String[] args) {
    Scale scale = Scale.full();
    List<String> names = new ArrayList<>();
    for (String arg : args) {
      if (arg.equals("--quick")) {
        scale = Scale.quick();
      } else if (PARTS.containsKey(arg)) {
        names.add(arg);
      } else {
        System.err.println("usage: ./bench [--quick] [" + String.join(" | ", PARTS.keySet()) + "]");
        System.exit(2);
      }
    }
    System.out.println(machine());
    for (String name : names.isEmpty() ? List.copyOf(PARTS.keySet()) : names) {
      long start = System.nanoTime();
      run(name, scale).forEach(table -> System.out.println(table.markdown()));
      System.err.printf("bench: %s took %d s%n", name, (System.nanoTime() - start) / 1_000_000_000);
    }
  }

  static List<Table> run(String part, Scale scale) {
    Supplier<Part> made = PARTS.get(part);
    if (made == null) {
      throw new IllegalArgumentException("part must be one of " + PARTS.keySet() + ": was " + part);
    }
    return made.get().run(scale);
  }

  private static Map<String, Supplier<Part>> parts() {
    Map<String, Supplier<Part>> parts = new LinkedHashMap<>();
    parts.put("append", AppendPart::new);
    parts.put("window", WindowPart::new);
    parts.put("list", ListPart::new);
    parts.put("memory", MemoryPart::new);
    parts.put("scale", ScalePart::new);
    parts.put("load", LoadPart::new);
    parts.put("micro", MicroPart::new);
    return parts;
  }

  private static String machine() {
    return String.format(
        "%s, %s %s, %d cores, JDK %s%n",
        LocalDate.now(ZoneOffset.UTC),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"));
  }
}
