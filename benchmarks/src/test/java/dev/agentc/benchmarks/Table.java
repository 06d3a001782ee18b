package dev.agentc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of results, written as Markdown. */
final class Table {

  private final String title;
  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String title, String... columns) {
    this.title = title;
    this.columns = List.of(columns);
  }

  /** Numbers are written as people read them: 1,234 or 1.2. */
  void row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row must have " + columns.size() + " cells: was " + cells.length);
    }
    rows.add(List.of(cells).stream().map(Table::text).toList());
  }

  List<List<String>> rows() {
    return List.copyOf(rows);
  }

  String markdown() {
    StringBuilder text = new StringBuilder("### " + title + "\n\n");
    line(text, columns);
    line(text, columns.stream().map(column -> "---").toList());
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String text(Object cell) {
    if (cell instanceof Double number) {
      String format = Math.abs(number) >= 100 ? "%,.0f" : Math.abs(number) >= 10 ? "%.1f" : "%.2f";
      return String.format(Locale.ROOT, format, number);
    }
    return cell instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : String.valueOf(cell);
  }
}
