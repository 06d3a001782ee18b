import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long from the start of a process to its first 200, and what it costs. The programs are
 * started in turn, so that whatever else the machine does meets all of them.
 *
 * <p>{@code java benchmarks/startup/Startup.java STARTS name=PATH=COMMAND...}: the command without
 * a shell, words separated by blanks; the port is in AGENT_C_API_PORT, Redis in the environment.
 */
public final class Startup {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);

  private record Program(String name, String path, List<String> command, List<Start> starts) {}

  private record Start(double wallMillis, double cpuMillis, double rssMiB) {}

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    List<Program> programs = new ArrayList<>();
    for (String arg : Arrays.copyOfRange(args, 1, args.length)) {
      String[] parts = arg.split("=", 3);
      programs.add(
          new Program(parts[0], parts[1], List.of(parts[2].split(" ")), new ArrayList<>()));
    }
    for (int i = -1; i < count; i++) {
      for (Program program : programs) {
        Start start = start(program);
        // The first warms the file cache.
        if (i >= 0) {
          program.starts().add(start);
        }
      }
    }
    System.out.println(
        "| program | first 200, ms: median (min-max) | CPU until then, ms | RSS then, MiB | classes loaded |");
    System.out.println("|---|---|---|---|---|");
    for (Program program : programs) {
      double[] wall = sorted(program.starts().stream().mapToDouble(Start::wallMillis).toArray());
      double[] cpu = sorted(program.starts().stream().mapToDouble(Start::cpuMillis).toArray());
      double[] rss = sorted(program.starts().stream().mapToDouble(Start::rssMiB).toArray());
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f (%.0f-%.0f) | %.0f | %.0f | %d |%n",
          program.name(),
          median(wall),
          wall[0],
          wall[wall.length - 1],
          median(cpu),
          median(rss),
          classes(program));
    }
  }

  private static Start start(Program program) throws Exception {
    int port = freePort();
    ProcessBuilder builder = builder(program.command(), port);
    long begun = System.nanoTime();
    Process process = builder.start();
    try {
      await(process, port, program.path(), begun);
      double wall = (System.nanoTime() - begun) / 1e6;
      return new Start(wall, cpuMillis(process.pid()), rssMiB(process.pid()));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static ProcessBuilder builder(List<String> command, int port) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(Map.of("AGENT_C_API_PORT", Integer.toString(port)));
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder;
  }

  private static void await(Process process, int port, String path, long begun) throws Exception {
    byte[] request =
        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    while (System.nanoTime() - begun < LIMIT_NANOS) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(request);
        byte[] answer = socket.getInputStream().readNBytes(12);
        if (new String(answer, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      if (!process.isAlive()) {
        throw new IllegalStateException("ended by itself with " + process.exitValue());
      }
      Thread.sleep(1);
    }
    throw new IllegalStateException("no 200 within two minutes");
  }

  /** In one more start, because logging them takes time. */
  private static long classes(Program program) throws Exception {
    Path log = Files.createTempFile("classes", ".log");
    int port = freePort();
    ProcessBuilder builder = builder(program.command(), port);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log);
    Process process = builder.start();
    try {
      await(process, port, program.path(), System.nanoTime());
      try (var lines = Files.lines(log)) {
        return lines.filter(line -> line.contains(" source: ")).count();
      }
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(log);
    }
  }

  private static double cpuMillis(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    // utime and stime, in ticks of 10 ms.
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
  }

  private static double rssMiB(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IllegalStateException("no VmRSS");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static double[] sorted(double[] values) {
    Arrays.sort(values);
    return values;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
